# shellcheck shell=bash
# A Kubernetes node: containerd, kubelet, kube-proxy in namespaces and a control group of their own. To be sourced
# after the others.

node_dir() {
  echo "$STATE/node$1"
}

containerd_socket() {
  echo "$(node_dir "$1")/containerd.sock"
}

# images N ARGUMENT...: ctr's images command on a node
images() {
  ctr -a "$(containerd_socket "$1")" -n k8s.io images "${@:2}"
}

# Folders that containerd, its shims, CNI and kubelet use whatever their configuration says.
FIXED_FOLDERS=(/run/containerd /var/lib/cni /var/lib/kubelet /var/log/containers)

# Those that are not there; they go with the cluster. The file keeps another cluster, of another name, from deleting
# them, with which our mounts would go.
make_mount_points() {
  local folder
  for folder in "${FIXED_FOLDERS[@]}"; do
    [[ -d $folder ]] || echo "$folder"
    mkdir -p "$folder"
    touch "$folder/.$NAME"
  done >>"$STATE/made-folders"
}

# A namespace for mounts, with empty folders of its own in place of the fixed ones: nodes do not meet there, nothing is
# left on the machine, and all mounts end with the node's last process. It lives as long as a process is in it.
start_mounts() {
  local n=$1 dir
  dir=$(node_dir "$n")
  mkdir -p "$dir"
  make_cgroup "$NAME/n$n/system"
  ! is_running "mounts-$n" || return 0
  rm -f "$dir/mounts-made"
  start "mounts-$n" "n$n/system" "link$n" unshare --mount --propagation private bash -euc '
    for folder in "${@:2}"; do
      mount -t tmpfs -o mode=755 keelson-kube "$folder"
    done
    mount --make-rshared / # kubelet wants it so, for pods that mount
    touch "$1"
    exec sleep infinity' mounts "$dir/mounts-made" "${FIXED_FOLDERS[@]}"
  ready 10 "mounts-$n" test -f "$dir/mounts-made"
}

start_containerd() {
  local n=$1 dir
  dir=$(node_dir "$n")
  mkdir -p "$dir"/{cni,volumes}
  write_cni "$n" "$dir"
  write_containerd_config "$dir"
  start "containerd-$n" "n$n/system" "node$n" containerd --config "$dir/containerd.toml"
}

# With ptp each pod hangs on a link of its own, so that all that pods say to each other passes kube-proxy's rules; on a
# bridge that needs a kernel module.
write_cni() {
  cat >"$2/cni/10-pods.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "ptp", "mtu": 1500,
   "ipam": {"type": "host-local", "dataDir": "$2/cni-addresses",
            "ranges": [[{"subnet": "$(node_pods "$1")"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
}

# restrict_oom_score_adj: where negative scores are forbidden, runc would fail.
write_containerd_config() {
  cat >"$1/containerd.toml" <<TOML
version = 2
root = "$1/containerd"
state = "$1/containerd-state"
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "$1/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$NODE_IMAGE"
  disable_apparmor = true
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$CNI"
    conf_dir = "$1/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      Root = "$1/runc"
      SystemdCgroup = false
TOML
}

await_containerd() {
  ready 30 "containerd-$1" images "$1" list -q
  [[ $(images "$1" list -q "name==$NODE_IMAGE") ]] || images "$1" import "$STATE/bin/pause.tar" >/dev/null
}

start_kubelet() {
  local n=$1 dir
  dir=$(node_dir "$n")
  : >"$dir/resolv.conf"
  write_kubelet_config "$n" "$dir"
  start "kubelet-$n" "n$n/system" "node$n" "$STATE/bin/kubelet" --config="$dir/kubelet.yaml" \
    --kubeconfig="$PKI/node$n.kubeconfig" --root-dir="$dir/kubelet" --cert-dir="$dir/kubelet-pki" \
    --hostname-override="node$n" --node-ip="$(node_ip "$n")" \
    --node-labels="topology.kubernetes.io/zone=z$n"
  start "kube-proxy-$n" "n$n/system" "node$n" "$STATE/bin/kube-proxy" \
    --kubeconfig="$PKI/kube-proxy.kubeconfig" --hostname-override="node$n" --proxy-mode=nftables \
    --cluster-cidr="$PODS" --conntrack-max-per-core=0 --healthz-bind-address= --metrics-bind-address=127.0.0.1:10249
}

# Images are never collected, since they could not be fetched again; a nearly full disk evicts nobody.
write_kubelet_config() {
  cat >"$2/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix://$(containerd_socket "$1")
cgroupDriver: cgroupfs
cgroupRoot: /$NAME/n$1
failCgroupV1: false
enforceNodeAllocatable: []
failSwapOn: false
oomScoreAdj: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $PKI/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $PKI/node$1.crt
tlsPrivateKeyFile: $PKI/node$1.key
clusterDNS: [$CONTROL]
clusterDomain: cluster.local
resolvConf: $2/resolv.conf
podLogsDir: $2/pod-logs
volumePluginDir: $2/volume-plugins
nodeStatusUpdateFrequency: 2s
nodeLeaseDurationSeconds: 12
evictionHard: {nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%, memory.available: 50Mi}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
YAML
}

# What a machine that is off leaves: its disk.
stop_node() {
  local n=$1 name
  link_down "$n"
  kill_cgroup "$NAME/n$n"
  for name in mounts containerd kubelet kube-proxy; do
    rm -f "$STATE/run/$name-$n"
  done
}

# Makes a node whole, whatever was done to it.
start_node() {
  local n=$1
  thaw_cgroup "$NAME/n$n"
  link_up "$n" "$(node_count)"
  start_mounts "$n"
  start_containerd "$n"
  await_containerd "$n"
  start_kubelet "$n"
}
