# Lets a member start on its own volume only. The first start on an empty volume leaves a marker
# (cluster, slot, incarnation); a later start with another volume, or with one that lost its data,
# ends here: a member that comes back without its data could vote twice in one term.
set -eu
marker="$VOLUME/keelson-marker"
log="${TERMINATION_LOG:-/dev/termination-log}"
expected="cluster=$CLUSTER_UID slot=$SLOT incarnation=$INCARNATION"

refuse() {
  printf '%s\n' "$1" >&2
  printf '%s' "$1" >"$log" || true
  exit 1
}

has_data() {
  [ -d "$VOLUME/data" ] && [ -n "$(ls -A "$VOLUME/data")" ]
}

if [ -f "$marker" ]; then
  found=$(cat "$marker")
  if [ "$found" != "$expected" ]; then
    refuse "MarkerMismatch: the volume belongs to '$found', not to '$expected': attach the right volume or replace the member"
  fi
  if [ "$MEMBER_STARTED" = true ] && ! has_data; then
    refuse "VolumeLost: the volume of '$expected' has no data any more: bring it back or replace the member"
  fi
elif has_data; then
  refuse "MarkerMissing: the volume has data but no marker, so it is not known whose: empty it or attach the one of '$expected'"
elif [ "$MEMBER_STARTED" = true ]; then
  refuse "VolumeLost: the volume is empty though the member of '$expected' had data: bring it back or replace the member"
else
  printf '%s' "$expected" >"$marker.new"
  sync
  mv "$marker.new" "$marker"
  sync
fi
