#!/usr/bin/env bash
# Makes the broker's users with random passwords; no default secret exists.
#   users.sh DIR                     the users collector and dashboard
#   users.sh DIR node SITE NODE      a node: its data and its live connection share one password
#   users.sh DIR reader NAME         a tool or a person: reads everything, writes nothing
#   users.sh DIR collector NAME      a further collector
# In DIR it keeps `passwords` and `acl` for Mosquitto, and one file (mode 0600) for each program to read: `collector.password`,
# `SITE.NODE.password`.
# Run it again to change a password; then reload the broker. Without mosquitto_passwd here it is run in MOSQUITTO_IMAGE.
set -euo pipefail
umask 077
here=$(cd "$(dirname "$0")" && pwd)
image=${MOSQUITTO_IMAGE:-eclipse-mosquitto:2.0.22}

usage() { sed -n '3,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
die() { echo "$2" >&2; exit "$1"; }

id() { [[ $1 =~ ^[a-z0-9-]{1,32}$ ]] || die 2 "\"$1\" is no id; allowed: 1 to 32 of a-z, 0-9 and -"; }

secret() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

# Hashes the lines `user:password` of a file in place. Passwords are never on a command line, where others could read them.
hash() {
  if command -v mosquitto_passwd > /dev/null; then
    mosquitto_passwd -U "$1"
    return
  fi
  local engine
  for engine in docker podman; do
    command -v "$engine" > /dev/null || continue
    "$engine" run --rm --user "$(command id -u):$(command id -g)" --network none \
      --volume "$(dirname "$1"):/users" --entrypoint mosquitto_passwd "$image" -U "/users/$(basename "$1")"
    return
  done
  die 1 "cannot make users: neither mosquitto_passwd nor docker is on PATH; install mosquitto"
}

# users PASSWORD NAME...: one password for all of them; whoever has the name already gets the new one
users() {
  local password=$1 name
  shift
  : > "$work/new"
  for name in "$@"; do printf '%s:%s\n' "$name" "$password" >> "$work/new"; done
  hash "$work/new"
  ! grep -qF ":$password" "$work/new" || die 1 "cannot make users: mosquitto_passwd left a password as it was; install Mosquitto 2"
  cp "$dir/passwords" "$work/all"
  for name in "$@"; do
    awk -F: -v name="$name" '$1 != name' "$work/all" > "$work/others"
    mv "$work/others" "$work/all"
  done
  cat "$work/new" >> "$work/all"
  mv "$work/all" "$dir/passwords"
}

# allow USER LINE...: what the user may do, unless it is there
allow() {
  local user=$1
  shift
  grep -qxF "user $user" "$dir/acl" || printf '%s\n' "" "user $user" "$@" >> "$dir/acl"
}

password_file() { printf '%s\n' "$2" > "$dir/$1.password"; }

case "$#:${2:-}" in
  1:) ;;
  4:node) id "$3"; id "$4" ;;
  3:reader | 3:collector) id "$3" ;;
  *) usage ;;
esac
if [ $# -gt 1 ]; then
  case "$3" in collector | dashboard) die 2 "\"$3\" is taken by a user of that name; choose another" ;; esac
fi
dir=$1
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
touch "$dir/passwords"
[ -e "$dir/acl" ] || cp "$here/acl" "$dir/acl"
work=$(mktemp -d "$dir/.users.XXXXXX")
trap 'rm -rf "$work"' EXIT
password=$(secret)

case "${2:-}" in
  "")
    users "$password" collector
    password_file collector "$password"
    password=$(secret)
    users "$password" dashboard
    password_file dashboard "$password"
    ;;
  node)
    users "$password" "$3/$4" "$3/$4/live"
    password_file "$3.$4" "$password"
    # the patterns would let it write one level deeper than a sensor
    allow "$3/$4/live" "topic write powderwatts/v1/$3/$4/live/+" "topic deny powderwatts/v1/$3/$4/live/+/+"
    ;;
  reader)
    users "$password" "$3"
    password_file "$3" "$password"
    allow "$3" "topic read powderwatts/v1/#" "topic deny powderwatts/v1/$3/live/+" "topic deny powderwatts/v1/$3/event/+"
    ;;
  collector)
    users "$password" "$3"
    password_file "$3" "$password"
    allow "$3" "topic read powderwatts/v1/+/+/#" "topic write powderwatts/v1/+/+/ack" "topic write powderwatts/v1/collector/+/health" \
      "topic deny powderwatts/v1/$3/live/+" "topic deny powderwatts/v1/$3/event/+"
    ;;
esac
