#!/usr/bin/env bash
# Is the program in this container at work? With bash alone: the runtime image has no curl, and none is added for one request.
#   healthcheck.sh http PORT       its web server answers 200 to /healthz
#   healthcheck.sh link PORT       it holds a TCP connection to this port elsewhere (its broker)
#   healthcheck.sh outbox DIR      its outbox was written to within a minute
set -euo pipefail

case "${1:-}" in
  http)
    exec 3<> "/dev/tcp/127.0.0.1/$2"
    printf 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" >&3
    read -r -t 3 answer <&3
    [[ $answer == "HTTP/1.1 200"* ]] || { echo "/healthz: $answer" >&2; exit 1; }
    ;;
  link)
    # the kernel's table: local address, remote address with the port in hex, state 01 = established
    remote=$(printf ':%04X' "$2")
    while read -r _ _ to state _; do
      [[ $state == 01 && $to == *"$remote" ]] && exit 0
    done < <(cat /proc/net/tcp /proc/net/tcp6 2> /dev/null)
    echo "no connection to port $2" >&2
    exit 1
    ;;
  outbox)
    written=$(find "$2" -name 'outbox.sqlite*' -mmin -1 | head -n 1)
    [ -n "$written" ] || { echo "nothing was written to the outbox in $2 within a minute" >&2; exit 1; }
    ;;
  *)
    sed -n '3,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
