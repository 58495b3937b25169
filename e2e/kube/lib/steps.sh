# shellcheck shell=bash
# For scripts that show what they do, one line a step. To be sourced.

log=$(mktemp "${TMPDIR:-/tmp}/keelson-XXXXXX") # what the present step says
trap 'rm -f "$log"' EXIT

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# step WHAT COMMAND...: one line with the seconds since the start; on failure the end of what was said
step() {
  local started=$SECONDS
  printf '%4d s  %-58s ' "$SECONDS" "$1"
  if ! "${@:2}" >"$log" 2>&1 </dev/null; then
    printf 'failed\n'
    tail -n 15 "$log" >&2
    die "failed: $1. Mend what is said above and repeat it; what is done is not done again."
  fi
  printf 'done in %d s\n' $((SECONDS - started))
}

# show COMMAND...: as if somebody typed it
show() {
  printf '\n$ %s\n' "$*"
  "$@"
}

# install_missing LINES: "command package" each; Debian's package for a command that is not there
install_missing() {
  local command package missing=()
  while read -r command package; do
    command -v "$command" >/dev/null || missing+=("$package")
  done <<<"$1"
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    die "install first: ${missing[*]}"
  fi
  export DEBIAN_FRONTEND=noninteractive
  step 'reading the lists of packages' apt-get -q -y update
  step "installing ${missing[*]}" apt-get -q -y install --no-install-recommends "${missing[@]}"
}
