# shellcheck shell=bash
# Leaves nothing behind, also of a cluster that is half up. To be sourced after the others.

# kubelet sets these for the whole machine.
TUNABLES=(vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys
  kernel.keys.root_maxbytes)

save_tunables() {
  local name
  [[ ! -f $STATE/tunables ]] || return 0
  for name in "${TUNABLES[@]}"; do
    echo "$name=$(sysctl -n "$name")"
  done >"$STATE/.tunables"
  mv "$STATE/.tunables" "$STATE/tunables"
}

restore_tunables() {
  local setting
  [[ -f $STATE/tunables ]] || return 0
  while read -r setting; do
    sysctl -q -w "$setting" || say "cannot set $setting"
  done <"$STATE/tunables"
}

# Nothing is asked to end well, since what it would save is deleted.
take_down() {
  local dir n
  kill_cgroup "$NAME"
  for ((n = 1; n <= NODES_MAX; n++)); do
    remove_shim_sockets "$n"
  done
  unmount_below "$STATE"
  remove_network
  remove_cgroup "$NAME"
  restore_tunables
  # kubelet keeps links to logs here, whatever its configuration says.
  find /var/log/containers -lname "$STATE/*" -delete 2>/dev/null || true
  for dir in /var/log/containers /run/containerd/s /run/containerd; do
    rmdir "$dir" 2>/dev/null || true
  done
  [[ -z $(mounts_below "$STATE") ]] || die 1 "still mounted: $(mounts_below "$STATE" | tr '\n' ' ')"
  rm -rf "$STATE"
}
