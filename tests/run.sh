#!/usr/bin/env bash
# Runs every test. Installs what is missing on Debian, starts real servers on free loopback ports and stops them by pid.
#   tests/run.sh         build, checks, unit, page, system and browser tests (under 15 minutes)
#   tests/run.sh --all   also the long parts: fuzzing, a short round of every fault, two minutes of separate processes at 50 Hz, the native build (under 60 minutes)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

all=false
case "${1:-}" in
  --all) all=true ;;
  "") ;;
  *) echo "usage: tests/run.sh [--all]" >&2; exit 2 ;;
esac

passed=0 failed=0 skipped=0
work=$(mktemp -d)
policy=""
trap 'rm -rf "$work" ${policy:+"$policy"}' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '\n== %s\n' "$*"; }
count() { passed=$((passed + $1)); failed=$((failed + $2)); skipped=$((skipped + $3)); }
number() { sed -nE "s/^[^a-z]*$2:? +([0-9]+).*/\1/p" "$1" | tail -n 1; }

# one check that either holds or not
check() {
  local name=$1; shift
  say "$name"
  if "$@"; then count 1 0 0; else echo "FAILED: $name"; count 0 1 0; fi
}

# a test project; counts come from its own summary
dotnet_tests() {
  local name=$1; shift
  say "$name"
  local out="$work/$name.log" status=0
  dotnet test --project "tests/$name" -c Release --no-build "$@" 2>&1 | tee "$out" || status=$?
  local ok bad missed
  ok=$(number "$out" succeeded) bad=$(number "$out" failed) missed=$(number "$out" skipped)
  count "${ok:-0}" "${bad:-0}" "${missed:-0}"
  # a run that broke down without a failed test is a failure too
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then echo "FAILED: $name ended with $status"; count 0 1 0; fi
}

# tests of node's own runner
node_tests() {
  local name=$1; shift
  say "$name"
  local out="$work/node.log" status=0
  "$@" 2>&1 | tee "$out" || status=$?
  local ok bad missed
  ok=$(number "$out" pass) bad=$(number "$out" fail) missed=$(number "$out" skipped)
  count "${ok:-0}" "${bad:-0}" "${missed:-0}"
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then echo "FAILED: $name ended with $status"; count 0 1 0; fi
}

need() { # program, Debian package
  [ -x "$(command -v "$1")" ] || [ -x "/usr/sbin/$1" ] || missing+=("$2")
}

say "what the tests need"
for program in dotnet node npm; do
  command -v "$program" >/dev/null || { echo "cannot run the tests: $program is not on PATH; install the .NET 10 SDK and Node.js 20 or newer" >&2; exit 1; }
done
missing=()
need chromium chromium
need mosquitto mosquitto
need influxd influxdb
if $all; then
  need gcc gcc
  need strace strace
  need faketime faketime
  [ -e /usr/include/stdlib.h ] || missing+=(libc6-dev)
fi
if [ "${#missing[@]}" -gt 0 ]; then
  echo "installing: ${missing[*]}"
  if [ "$(id -u)" -eq 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    # servers are started by the tests on ports of their own, never by the package
    policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ]; then policy=""; else printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod +x "$policy"; fi
    if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } > "$work/apt.log" 2>&1; then
      tail -n 20 "$work/apt.log"
    fi
    if [ -n "$policy" ]; then rm -f "$policy"; policy=""; fi
  else
    echo "not root: run  sudo apt-get install --no-install-recommends ${missing[*]}  for the tests that need them"
  fi
fi

say "build"
if ! dotnet build -c Release -v q; then
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

check "code style" dotnet format --verify-no-changes --no-restore
check "the page: types and lint" npm --prefix src/Powderwatts.Dashboard/web run --silent check
node_tests "the page: units" npm --prefix src/Powderwatts.Dashboard/web test --silent
dotnet_tests Powderwatts.Tests
# the separate processes, each killed once, run for 20 s, or as long as the promise was made for
if $all; then export POWDERWATTS_FLOW_SECONDS=120; fi
dotnet_tests Powderwatts.SystemTests
say "browser"
npm --prefix tests/Powderwatts.SystemTests/Browser ci --silent --no-audit --no-fund
node_tests "browser" npm --prefix tests/Powderwatts.SystemTests/Browser test --silent

if $all; then
  # a seed of its own would let a change fail for what was there before it; `tests/fuzz.sh` alone draws one
  check "60 s of bent payloads" bash tests/fuzz.sh 60 --seed 1
  check "a short round of every fault" env FAULTS_BUILT=true bash tests/faults.sh all --short
  check "native build without a warning" bash tests/native.sh "$work/native"
  if [ -x "$work/native/powderwatts" ]; then
    POWDERWATTS_PROGRAM="$work/native/powderwatts" dotnet_tests Powderwatts.SystemTests -- --filter-trait "Runs=native"
  fi
fi

printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
