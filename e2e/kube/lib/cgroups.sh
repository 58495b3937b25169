# shellcheck shell=bash
# Control groups, version 1 or 2. Everything that runs for the cluster is in the group keelson-kube: of the control
# plane below control, of a node below nN, with the node's own daemons in nN/system and its pods in nN/kubepods.
# Pods are in these groups in every hierarchy, daemons only in the one that tracks. To be sourced after common.sh.

CGROUPS=/sys/fs/cgroup

is_cgroup2() {
  [[ -f $CGROUPS/cgroup.controllers ]]
}

# The hierarchy that says which process belongs to what: freezer, because a node can be frozen in it.
cgroup_tracker() {
  if is_cgroup2; then
    echo "$CGROUPS"
  else
    echo "$CGROUPS/freezer"
  fi
}

hierarchies() {
  local dir
  if is_cgroup2; then
    echo "$CGROUPS"
  else
    for dir in "$CGROUPS"/*/; do
      [[ ! -f $dir/cgroup.procs ]] || echo "${dir%/}"
    done
  fi
}

# make_cgroup PATH: a group that processes may join, with all controllers, in all hierarchies
make_cgroup() {
  local hierarchy at part
  while read -r hierarchy; do
    at=$hierarchy
    for part in ${1//\// }; do
      if is_cgroup2; then
        enable_controllers "$at"
      fi
      mkdir -p "$at/$part"
      # Children of a new cpuset may run nowhere until it says where.
      if [[ -f $at/$part/cpuset.cpus ]] && ! is_cgroup2; then
        cat "$at/cpuset.cpus" >"$at/$part/cpuset.cpus"
        cat "$at/cpuset.mems" >"$at/$part/cpuset.mems"
      fi
      at=$at/$part
    done
  done < <(hierarchies)
}

enable_controllers() {
  local controller
  for controller in $(<"$1/cgroup.controllers"); do
    echo "+$controller" >"$1/cgroup.subtree_control" 2>/dev/null || true
  done
}

# freeze_cgroup PATH, thaw_cgroup PATH: with everything below
freeze_cgroup() {
  if is_cgroup2; then
    echo 1 >"$CGROUPS/$1/cgroup.freeze"
  else
    echo FROZEN >"$CGROUPS/freezer/$1/freezer.state"
  fi
}

thaw_cgroup() {
  if is_cgroup2; then
    echo 0 >"$CGROUPS/$1/cgroup.freeze"
  else
    echo THAWED >"$CGROUPS/freezer/$1/freezer.state"
  fi
}

cgroup_pids() {
  local dir
  dir=$(cgroup_tracker)/$1
  [[ ! -d $dir ]] || find "$dir" -name cgroup.procs -exec cat {} + 2>/dev/null || true
}

# kill_cgroup PATH: SIGKILL to each process below, by its id, until none is left
kill_cgroup() {
  local pids tries
  [[ -d $(cgroup_tracker)/$1 ]] || return 0
  thaw_cgroup "$1"
  for ((tries = 0; tries < 100; tries++)); do
    pids=$(cgroup_pids "$1")
    [[ $pids ]] || return 0
    # What has ended meanwhile is no failure.
    kill -9 $pids 2>/dev/null || true
    sleep 0.05
  done
  die 1 "cannot kill: $(echo $pids)"
}

# remove_cgroup PATH: in all hierarchies; there is no process in it
remove_cgroup() {
  local hierarchy tries
  while read -r hierarchy; do
    for ((tries = 0; tries < 50; tries++)); do
      [[ -d $hierarchy/$1 ]] || break
      find "$hierarchy/$1" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.05
    done
    [[ ! -d $hierarchy/$1 ]] || say "left behind: $hierarchy/$1"
  done < <(hierarchies)
}
