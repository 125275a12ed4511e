#!/usr/bin/env bash
# Makes the certificates for a broker that speaks TLS, with an authority of one's own; for a site without a public name.
#   certificates.sh DIR HOST...      the authority (once) and the broker's certificate for these names and addresses
#   certificates.sh DIR client NAME  a certificate for a client, for brokers that want one
# In DIR it keeps `ca.key` (keep it off the broker: whoever has it can make certificates), `ca.crt` (goes to every program that
# connects), `server.crt` and `server.key` (go to the broker). Run it again to renew: the authority stays, so nothing else changes.
# The authority is valid for 20 years, a certificate for 5: `powderwatts doctor` says when it ends soon.
set -euo pipefail
umask 077

usage() { sed -n '3,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
die() { echo "$2" >&2; exit "$1"; }

command -v openssl > /dev/null || die 1 "cannot make certificates: openssl is not on PATH; install openssl"
[ $# -ge 2 ] || usage
dir=$1
shift
if [ "$1" = client ]; then
  [ $# -eq 2 ] || usage
  [[ $2 =~ ^[a-z0-9-]{1,32}$ ]] || die 2 "\"$2\" is no name; allowed: 1 to 32 of a-z, 0-9 and -"
  case "$2" in ca | server) die 2 "\"$2\" is taken; choose another name" ;; esac
  name=$2 usage=clientAuth names=""
else
  name=server usage=serverAuth names=""
  for host in "$@"; do
    [[ $host =~ ^[A-Za-z0-9.:-]{1,253}$ ]] || die 2 "\"$host\" is no host name or address"
    # an address counts as a name of its own kind: clients compare it only with addresses
    if [[ $host =~ ^[0-9.]+$ || $host == *:* ]]; then kind=IP; else kind=DNS; fi
    names+="${names:+,}$kind:$host"
  done
fi

mkdir -p "$dir"
cd "$dir"
work=$(mktemp -d "$PWD/.certificates.XXXXXX")
trap 'rm -rf "$work"' EXIT
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2> /dev/null; }

if [ ! -e ca.key ]; then
  key "$work/ca.key"
  openssl req -x509 -new -key "$work/ca.key" -sha256 -days 7305 -subj "/CN=Powderwatts ${HOSTNAME:-broker}" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$work/ca.crt"
  mv "$work/ca.crt" "$work/ca.key" .
  chmod 644 ca.crt
fi
[ -e ca.crt ] || die 1 "cannot make certificates: $PWD/ca.key is there, but not ca.crt; bring it back, or remove ca.key for a new authority"

key "$work/new.key"
{
  echo "basicConstraints=critical,CA:FALSE"
  echo "keyUsage=critical,digitalSignature"
  echo "extendedKeyUsage=$usage"
  [ -z "$names" ] || echo "subjectAltName=$names"
} > "$work/extensions"
subject=$name
[ "$usage" = clientAuth ] || subject=${1:0:64}
openssl req -new -key "$work/new.key" -sha256 -subj "/CN=$subject" -out "$work/request"
openssl x509 -req -in "$work/request" -sha256 -days 1826 -CA ca.crt -CAkey ca.key -set_serial "0x$(openssl rand -hex 16)" \
  -extfile "$work/extensions" -out "$work/new.crt" 2> "$work/said" || { cat "$work/said" >&2; die 1 "cannot make certificates: openssl refused ${names:-$name}"; }
mv "$work/new.key" "$name.key"
mv "$work/new.crt" "$name.crt"
chmod 644 "$name.crt"
