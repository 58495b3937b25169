# shellcheck shell=bash
# Names, places and small helpers that all scripts of the local Kubernetes share. To be sourced.
set -euo pipefail
shopt -s inherit_errexit nullglob
export LC_ALL=C
export PATH=$PATH:/usr/sbin:/sbin # where Debian has ip, nft and the like

LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
KUBE=${LIB%/*}
ROOT=${KUBE%/e2e/kube}
NAME=${KEELSON_KUBE_NAME:-keelson-kube} # begins all namespaces, and names the control group
RUNNING=/run/$NAME # a link to the state folder of the one that is up
STATE=${KEELSON_KUBE_STATE:-$(readlink "$RUNNING" || echo "/var/tmp/$NAME")}
PORT=${KEELSON_KUBE_PORT:-6443} # of the API server, on the host's 127.0.0.1
LOCK=/run/lock/$NAME
KUBECONFIG_FILE=$STATE/kubeconfig
NODES_MAX=9 # one digit in addresses
NODE_IMAGE=docker.io/keelson/pause:dev

say() {
  printf '%s\n' "$*" >&2
}

# die CODE MESSAGE...: 1 failed, 2 wrong use, 3 something must be installed, 4 somebody else uses it
die() {
  local code=$1
  shift
  say "${0##*/}: $*"
  exit "$code"
}

# await SECONDS WHAT COMMAND...: until the command succeeds
await() {
  local seconds=$1 what=$2
  shift 2
  local deadline=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || die 1 "$what: not after $seconds s. Logs are in $STATE/log."
    sleep 0.1
  done
}

[[ $NAME =~ ^[a-z][a-z-]{0,19}$ ]] || die 2 "KEELSON_KUBE_NAME must be at most 20 of a-z and '-', not '$NAME'."

# One script at a time changes the cluster; the lock is let go when the script ends.
take_lock() {
  check_state
  [[ $(readlink "$RUNNING" || echo "$STATE") == "$STATE" ]] ||
    die 4 "a local Kubernetes is up in $(readlink "$RUNNING"), not in $STATE: there can be one at a time."
  mkdir -p "${LOCK%/*}"
  exec 9>"$LOCK"
  flock -w 120 9 || die 4 "another up, down or node still works (lock $LOCK)."
}

# It stands in configuration files and in names of sockets, which have at most 107 bytes.
check_state() {
  [[ $STATE =~ ^/[A-Za-z0-9._/-]{1,60}$ ]] ||
    die 2 "KEELSON_KUBE_STATE must be an absolute path of at most 60 letters, digits, '.', '_', '-', not '$STATE'."
}

node_count() {
  cat "$STATE/nodes" 2>/dev/null || echo 0
}

is_up() {
  [[ -f $STATE/is-up ]]
}

require_up() {
  is_up || die 1 "no local Kubernetes is up in $STATE: run $KUBE/up."
}

# node_number TEXT: checked, or the end
node_number() {
  [[ $1 =~ ^(node)?([1-9])$ ]] && ((BASH_REMATCH[2] <= $(node_count))) ||
    die 2 "no node '$1': there are node1 to node$(node_count)."
  echo "${BASH_REMATCH[2]}"
}

kubectl() {
  "$STATE/bin/kubectl" --kubeconfig="$KUBECONFIG_FILE" --cache-dir="$STATE/kubectl-cache" "$@"
}
