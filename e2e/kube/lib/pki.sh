# shellcheck shell=bash
# Certificates and kubeconfigs in $STATE/pki. To be sourced after common.sh and network.sh.

PKI=$STATE/pki
DAYS=365

make_authority() {
  mkdir -p "$PKI"
  [[ ! -f $PKI/ca.crt ]] || return 0
  openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/ca.key"
  openssl req -x509 -new -key "$PKI/ca.key" -subj "/CN=$NAME-ca" -days "$DAYS" -sha256 \
    -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,digitalSignature \
    -out "$PKI/.ca.crt" 2>/dev/null
  openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/service-account.key"
  openssl ec -in "$PKI/service-account.key" -pubout -out "$PKI/service-account.pub" 2>/dev/null
  mv "$PKI/.ca.crt" "$PKI/ca.crt" # last, since it says that all is there
}

# issue FILE SUBJECT [ALTERNATIVE-NAMES]: for clients, and for servers too when it has names
issue() {
  local file=$1 subject=$2 names=${3:-} usage=clientAuth
  [[ ! -f $PKI/$file.crt ]] || return 0
  [[ -z $names ]] || usage=serverAuth,clientAuth
  # The administrator's is RSA: some clients take the key of a kubeconfig for RSA.
  if [[ $file == admin ]]; then
    openssl genrsa -out "$PKI/$file.key" 2048 2>/dev/null
  else
    openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$PKI/$file.key"
  fi
  openssl req -new -key "$PKI/$file.key" -subj "$subject" |
    openssl x509 -req -CA "$PKI/ca.crt" -CAkey "$PKI/ca.key" -set_serial "0x$(openssl rand -hex 12)" \
      -days "$DAYS" -sha256 -out "$PKI/.$file.crt" -extfile <(
        echo "basicConstraints=CA:false"
        echo "keyUsage=digitalSignature,keyEncipherment"
        echo "extendedKeyUsage=$usage"
        [[ -z $names ]] || echo "subjectAltName=$names"
      ) 2>/dev/null
  mv "$PKI/.$file.crt" "$PKI/$file.crt"
}

# kubeconfig FILE SERVER USER: whole in itself, with the certificate USER
kubeconfig() {
  (
    umask 077
    cat >"$1" <<YAML
apiVersion: v1
kind: Config
current-context: $NAME
contexts:
- name: $NAME
  context: {cluster: $NAME, user: $3}
clusters:
- name: $NAME
  cluster: {server: "$2", certificate-authority-data: $(base64 -w0 "$PKI/ca.crt")}
users:
- name: $3
  user: {client-certificate-data: $(base64 -w0 "$PKI/$3.crt"), client-key-data: $(base64 -w0 "$PKI/$3.key")}
YAML
  )
}

make_certificates() {
  local count=$1 n user
  make_authority
  issue apiserver /CN=kube-apiserver "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,\
DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:10.96.0.1,IP:$CONTROL"
  issue storage /CN=keelson-kube-storage DNS:localhost,IP:127.0.0.1
  issue admin /O=system:masters/CN=admin
  issue apiserver-to-kubelets /O=system:masters/CN=kube-apiserver-kubelet-client
  for user in kube-controller-manager kube-scheduler kube-proxy coredns; do
    issue "$user" "/CN=system:$user"
    kubeconfig "$PKI/$user.kubeconfig" "https://$CONTROL:6443" "$user"
  done
  for ((n = 1; n <= count; n++)); do
    issue "node$n" "/O=system:nodes/CN=system:node:node$n" "DNS:node$n,IP:$(node_ip "$n")"
    kubeconfig "$PKI/node$n.kubeconfig" "https://$CONTROL:6443" "node$n"
  done
  kubeconfig "$KUBECONFIG_FILE" "https://127.0.0.1:$PORT" admin
}
