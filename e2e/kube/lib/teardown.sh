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
  local folder
  kill_cgroup "$NAME"
  remove_network
  remove_cgroup "$NAME"
  restore_tunables
  for folder in "${FIXED_FOLDERS[@]}"; do
    rm -f "$folder/.$NAME"
  done
  if [[ -f $STATE/made-folders ]]; then
    while read -r folder; do
      rmdir "$folder" 2>/dev/null || true # another program may use it by now
    done <"$STATE/made-folders"
  fi
  rm -rf "$STATE"
  rm -f "$RUNNING"
}
