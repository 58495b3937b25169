# shellcheck shell=bash
# Starts and finds processes of the cluster. To be sourced after common.sh and cgroups.sh.

# The kernel's start time beside the id, since ids are given again, after a restart of the machine for sure.
process_start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  set -- ${stat##*) }
  [[ $1 != Z ]] && echo "${20}"
}

# process_identity PID: "PID START-TIME"
process_identity() {
  local time
  time=$(process_start_time "$1") && echo "$1 $time"
}

# is_same_process "PID START-TIME"
is_same_process() {
  [[ ${1:-} && $(process_identity "${1% *}") == "$1" ]]
}

is_running() {
  is_same_process "$(cat "$STATE/run/$1" 2>/dev/null)"
}

# inside WHERE: what enters the namespaces of: host, control, linkN (only the network of a node), nodeN
inside() {
  local n=${1#node} pid
  case $1 in
    host) ;;
    control) echo "nsenter --net=/run/netns/$NAME" ;;
    link*) echo "nsenter --net=/run/netns/$NAME-${1#link}" ;;
    node*)
      pid=$(cut -d' ' -f1 "$STATE/run/mounts-$n")
      echo "nsenter --net=/run/netns/$NAME-$n --mount=/proc/$pid/ns/mnt"
      ;;
  esac
}

# start NAME GROUP WHERE COMMAND...: unless it runs
start() {
  local name=$1 group=$2 enter
  ! is_running "$name" || return 0
  read -ra enter <<<"$(inside "$3")"
  shift 3
  mkdir -p "$STATE/run" "$STATE/log"
  rm -f "$STATE/run/$name"
  # It joins its group itself, before it becomes the program: no child can be outside of the group.
  setsid bash -c '
    echo $$ >"$1/cgroup.procs"
    set -- "$2" "${@:3}"
    read -r stat <"/proc/$$/stat"
    fields=(${stat##*) })
    echo "$$ ${fields[19]}" >"$1.new"
    mv "$1.new" "$1"
    exec "${@:2}"' start "$(cgroup_tracker)/$NAME/$group" "$STATE/run/$name" \
    "${enter[@]}" "$@" </dev/null >>"$STATE/log/$name.log" 2>&1 9>&- &
  await 10 "start of $name" test -s "$STATE/run/$name"
}

# ready SECONDS NAME COMMAND...: until the command succeeds, unless the process NAME has ended
ready() {
  local seconds=$1 name=$2
  shift 2
  local deadline=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    is_running "$name" || die 1 "$name ended; the end of $STATE/log/$name.log: $(tail -n 5 "$STATE/log/$name.log")"
    ((SECONDS < deadline)) ||
      die 1 "$name is not ready after $seconds s; the end of $STATE/log/$name.log: $(tail -n 5 "$STATE/log/$name.log")"
    sleep 0.1
  done
}
