# shellcheck shell=bash
# Network namespaces: keelson-kube with the control plane and a bridge, keelson-kube-N for each node, which hangs on the
# bridge. They are connected to nothing else, so that no packet for a pod or a service leaves the machine, and the
# host's own rules and routes stay as they are. To be sourced after common.sh.

SERVICES=10.96.0.0/16
PODS=10.244.0.0/16
CONTROL=10.200.0.1 # API server and DNS

node_ip() {
  echo "10.200.0.1$1"
}

node_pods() {
  echo "10.244.$1.0/24"
}

node_namespace() {
  echo "$NAME-$1"
}

in_namespace() {
  nsenter "--net=/run/netns/$1" "${@:2}"
}

has_namespace() {
  [[ -e /run/netns/$1 ]]
}

make_namespace() {
  has_namespace "$1" || ip netns add "$1"
  in_namespace "$1" sysctl -q -w net.ipv4.ip_forward=1
  ip -n "$1" link set lo up
}

make_network() {
  local count=$1 n m namespace
  make_namespace "$NAME"
  if ! ip -n "$NAME" link show br0 >/dev/null 2>&1; then
    ip -n "$NAME" link add br0 type bridge
    ip -n "$NAME" address add "$CONTROL/24" dev br0
    ip -n "$NAME" link set br0 up
  fi
  for ((n = 1; n <= count; n++)); do
    namespace=$(node_namespace "$n")
    make_namespace "$namespace"
    ip -n "$namespace" link show eth0 >/dev/null 2>&1 ||
      ip link add eth0 netns "$namespace" type veth peer name "node$n" netns "$NAME"
    ip -n "$NAME" link set "node$n" master br0 up
  done
  for ((n = 1; n <= count; n++)); do
    ip -n "$NAME" route replace "$(node_pods "$n")" via "$(node_ip "$n")"
    link_up "$n" "$count"
  done
}

# link_up N COUNT: with its addresses and routes, which go when the link goes down
link_up() {
  local n=$1 count=$2 namespace m
  namespace=$(node_namespace "$n")
  ip -n "$namespace" address replace "$(node_ip "$n")/24" dev eth0
  ip -n "$namespace" link set eth0 up
  ip -n "$namespace" route replace default via "$CONTROL"
  for ((m = 1; m <= count; m++)); do
    ((m == n)) || ip -n "$namespace" route replace "$(node_pods "$m")" via "$(node_ip "$m")"
  done
}

link_down() {
  ip -n "$(node_namespace "$1")" link set eth0 down
}

remove_network() {
  local path
  # A namespace goes with its interfaces when nobody is in it any more.
  for path in /run/netns/*; do
    [[ ! ${path##*/} =~ ^$NAME(-[1-9])?$ ]] || ip netns delete "${path##*/}"
  done
}
