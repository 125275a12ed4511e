#!/usr/bin/env bash
# Makes the secrets of docker-compose.yml, each one random; no default exists. What is there already stays.
#   secrets.sh [DIR]      default: the folder `secrets` beside docker-compose.yml
# The folder is closed to others on this machine (mode 0700). The files in it are readable, because in the containers programs of
# several users read them, and a container sees only the files that docker-compose.yml gives it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-$here/../../secrets}
umask 077
mkdir -p "$dir"
chmod 0700 "$dir"
dir=$(cd "$dir" && pwd)

site=lodge node=booth-pi # as in firmware-config/rigs/compose.yaml

secret() { head -c 32 /dev/urandom | base64 | tr -d '=\n' | tr '+/' '-_'; }

# make NAME [PREFIX]: a file with one random word
make() {
  [ -s "$dir/$1" ] && return
  printf '%s%s' "${2:-}" "$(secret)" > "$dir/$1.new"
  mv "$dir/$1.new" "$dir/$1"
}

# InfluxDB: the administrator, his token (the collector's, who makes databases), and one user who only reads
make influx-admin.password
make influx-operator.token
make influx-reader.token reader:
make grafana-admin.password

broker=$dir/broker
[ -s "$broker/dashboard.password" ] || bash "$here/../broker/users.sh" "$broker"
[ -s "$broker/$site.$node.password" ] || bash "$here/../broker/users.sh" "$broker" node "$site" "$node"

find "$dir" -type f -exec chmod 0644 {} +
find "$dir" -mindepth 1 -type d -exec chmod 0755 {} +
echo "secrets are in $dir; Grafana's user is admin, its password: $dir/grafana-admin.password" >&2
