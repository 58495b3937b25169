# shellcheck shell=bash
# What the machine must have. To be sourced after common.sh.

# Lines "command package": the Debian package that has the command.
NEEDED='containerd containerd
ctr containerd
runc runc
nft nftables
iptables iptables
conntrack conntrack
socat socat
ip iproute2
nsenter util-linux
setsid util-linux
flock util-linux
openssl openssl
curl curl
mount mount'

missing_packages() {
  local command package
  while read -r command package; do
    command -v "$command" >/dev/null || echo "$package"
  done <<<"$NEEDED" | sort -u
  find_cni >/dev/null || echo containernetworking-plugins
}

# The folder of the CNI plugins, Debian's or the one that others use.
find_cni() {
  local dir
  for dir in /usr/lib/cni /opt/cni/bin; do
    if [[ -x $dir/ptp && -x $dir/host-local && -x $dir/portmap && -x $dir/loopback ]]; then
      echo "$dir"
      return
    fi
  done
  return 1
}

# require_machine INSTALL: with 1 it installs what is missing
require_machine() {
  [[ $(uname -s) == Linux ]] || die 3 'needs Linux; set KUBECONFIG to use another cluster.'
  ((EUID == 0)) || die 3 "needs root (namespaces, mounts): run it as 'sudo -E $KUBE/up', or set KUBECONFIG."
  local packages
  packages=$(missing_packages | tr '\n' ' ')
  packages=${packages% }
  if [[ $packages && $1 == 1 ]] && command -v apt-get >/dev/null; then
    say "installing $packages"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -q -y update && apt-get -q -y install --no-install-recommends $packages; } >/dev/null ||
      die 3 "cannot install: apt-get install $packages"
    packages=$(missing_packages | tr '\n' ' ')
  fi
  [[ -z $packages ]] || die 3 "something is missing: apt-get install --no-install-recommends $packages" \
    "(or up --install), or set KUBECONFIG to use another cluster."
  require_kernel
}

# Control groups that can be written, and network namespaces: a container may lack both.
require_kernel() {
  [[ -w $(cgroup_tracker)/cgroup.procs ]] ||
    die 3 'cannot write control groups (in a container? run it --privileged), or set KUBECONFIG.'
  unshare --net true 2>/dev/null ||
    die 3 'cannot make network namespaces (in a container? run it --privileged), or set KUBECONFIG.'
}

# The node's distribution, which is the API server's storage.
require_storage() {
  STORAGE=$ROOT/etcd-node/server/target/dist/bin/etcd
  if [[ ! -x $STORAGE ]]; then
    say 'building the Keelson node'
    (cd "$ROOT" && ./mvnw -q -B -ntp -DskipTests -pl etcd-node/server -am package) >&2 9>&- ||
      die 3 'cannot build the Keelson node; see above.'
  fi
}

# Links to all programs in $STATE/bin, and $CNI.
require_programs() {
  local dir
  dir=$("$KUBE/build" --all 9>&-) || exit $?
  CNI=$(find_cni)
  mkdir -p "$STATE"
  ln -sfn "$dir" "$STATE/bin"
}
