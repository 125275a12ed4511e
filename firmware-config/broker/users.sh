#!/usr/bin/env bash
# Makes the broker's users with random passwords; no default secret exists.
#   users.sh DIR                     the users collector and dashboard
#   users.sh DIR node SITE NODE      a node: its data and its live connection share one password
# In DIR it keeps `passwords` and `acl` for Mosquitto, and one `<user>.password` file (mode 0600) for each program to read.
# Run it again to change a password; then restart or reload the broker.
set -euo pipefail
umask 077
here=$(cd "$(dirname "$0")" && pwd)

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -eq 1 ] || { [ $# -eq 4 ] && [ "$2" = node ]; } || usage
dir=$1
command -v mosquitto_passwd > /dev/null || { echo "cannot make users: mosquitto_passwd is not on PATH; install mosquitto" >&2; exit 1; }
mkdir -p "$dir"
touch "$dir/passwords"
[ -e "$dir/acl" ] || cp "$here/acl" "$dir/acl"

secret() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
user() { mosquitto_passwd -b "$dir/passwords" "$1" "$2"; }

if [ $# -eq 1 ]; then
  for name in collector dashboard; do
    password=$(secret)
    user "$name" "$password"
    printf '%s\n' "$password" > "$dir/$name.password"
  done
else
  site=$3 node=$4
  for id in "$site" "$node"; do
    [[ $id =~ ^[a-z0-9-]{1,32}$ ]] || { echo "\"$id\" is no id; allowed: 1 to 32 of a-z, 0-9 and -" >&2; exit 2; }
  done
  [ "$site" != collector ] || { echo "\"collector\" is taken; choose another site id" >&2; exit 2; }
  password=$(secret)
  user "$site/$node" "$password"
  user "$site/$node/live" "$password"
  printf '%s\n' "$password" > "$dir/$site-$node.password"
  grep -qxF "user $site/$node/live" "$dir/acl" || printf '\nuser %s\ntopic write powderwatts/v1/%s/%s/live/+\n' "$site/$node/live" "$site" "$node" >> "$dir/acl"
fi
