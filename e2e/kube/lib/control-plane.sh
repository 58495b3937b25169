# shellcheck shell=bash
# Storage (a Keelson node), API server, controllers, scheduler, DNS. To be sourced after the others.

start_control_plane() {
  make_cgroup "$NAME/control"
  start storage control control "$STORAGE" --name=storage --data-dir="$STATE/storage" \
    --listen-client-urls=https://127.0.0.1:2379 --advertise-client-urls=https://127.0.0.1:2379 \
    --listen-peer-urls=http://127.0.0.1:2380 --initial-advertise-peer-urls=http://127.0.0.1:2380 \
    --initial-cluster=storage=http://127.0.0.1:2380 \
    --cert-file="$PKI/storage.crt" --key-file="$PKI/storage.key" --trusted-ca-file="$PKI/ca.crt" --client-cert-auth
  ready 60 storage ask https://127.0.0.1:2379/health in_namespace "$NAME"
  start_api_server
  # A namespace and the host have no network in common, but files.
  start tunnel-inside control control \
    socat "UNIX-LISTEN:$STATE/api.sock,fork,unlink-early,mode=0600" TCP:127.0.0.1:6443
  start tunnel-outside control host \
    socat "TCP-LISTEN:$PORT,bind=127.0.0.1,fork,reuseaddr" "UNIX-CONNECT:$STATE/api.sock"
  ready 90 kube-apiserver ask "https://127.0.0.1:$PORT/readyz"
  start_controllers
}

# ask URL [PREFIX...]: as the administrator, with a command before it; curl starts sooner than kubectl
ask() {
  "${@:2}" curl -fsS --max-time 2 --cacert "$PKI/ca.crt" --cert "$PKI/admin.crt" --key "$PKI/admin.key" "$1"
}

# Aggregator routing: there is no kube-proxy beside it, so it asks webhooks at their pods and not at their services.
start_api_server() {
  start kube-apiserver control control "$STATE/bin/kube-apiserver" \
    --etcd-servers=https://127.0.0.1:2379 --etcd-cafile="$PKI/ca.crt" \
    --etcd-certfile="$PKI/admin.crt" --etcd-keyfile="$PKI/admin.key" \
    --bind-address=0.0.0.0 --secure-port=6443 --advertise-address="$CONTROL" --cert-dir="$STATE/run" \
    --client-ca-file="$PKI/ca.crt" --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$PKI/service-account.pub" \
    --service-account-signing-key-file="$PKI/service-account.key" --service-cluster-ip-range="$SERVICES" \
    --authorization-mode=Node,RBAC --allow-privileged=true --enable-aggregator-routing=true \
    --kubelet-certificate-authority="$PKI/ca.crt" --kubelet-client-certificate="$PKI/apiserver-to-kubelets.crt" \
    --kubelet-client-key="$PKI/apiserver-to-kubelets.key" --kubelet-preferred-address-types=InternalIP
}

# A node that is silent for 16 s is called lost: sooner than the usual 50 s, since tests wait for it.
start_controllers() {
  start kube-controller-manager control control "$STATE/bin/kube-controller-manager" \
    --kubeconfig="$PKI/kube-controller-manager.kubeconfig" --leader-elect=false --cert-dir="$STATE/run" \
    --service-account-private-key-file="$PKI/service-account.key" --root-ca-file="$PKI/ca.crt" \
    --cluster-signing-cert-file="$PKI/ca.crt" --cluster-signing-key-file="$PKI/ca.key" \
    --use-service-account-credentials=true --node-monitor-grace-period=16s --node-monitor-period=2s
  start kube-scheduler control control "$STATE/bin/kube-scheduler" \
    --kubeconfig="$PKI/kube-scheduler.kubeconfig" --leader-elect=false --cert-dir="$STATE/run"
}

# Not in a pod: the nodes' pods get its address. No cache, since tests look up names that come and go.
start_dns() {
  cat >"$STATE/Corefile" <<CORE
cluster.local:53 in-addr.arpa:53 {
    errors
    ready
    kubernetes cluster.local in-addr.arpa {
        kubeconfig $PKI/coredns.kubeconfig $NAME
        ttl 2
    }
}
.:53 {
    errors
    template ANY ANY {
        rcode NXDOMAIN
    }
}
CORE
  kubectl apply -f - >/dev/null <<'YAML'
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: system:coredns}
rules:
- {apiGroups: [""], resources: [services, pods, namespaces], verbs: [list, watch]}
- {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: system:coredns}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:coredns}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: system:coredns}]
YAML
  start coredns control control "$STATE/bin/coredns" -conf "$STATE/Corefile"
}

await_dns() {
  ready 60 coredns in_namespace "$NAME" curl -fsS --max-time 2 http://127.0.0.1:8181/ready
}
