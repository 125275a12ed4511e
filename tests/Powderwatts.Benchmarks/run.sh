#!/usr/bin/env bash
# tests/Powderwatts.Benchmarks/run.sh [--ordinary] [BENCHMARK]...: builds both builds of the program and of the benchmarks, then runs the named
# benchmarks (all: wire outbox store tape replay start first rest chunks) in each. About 25 minutes; a quiet machine, please: the load is printed with
# every figure. With --ordinary the native build is left out: `run.sh --ordinary chunks` takes under 4 minutes. `chunks` needs Mosquitto and InfluxDB 1.
set -euo pipefail
cd "$(dirname "$0")/../.."
ordinary=false
if [ "${1:-}" = --ordinary ]; then ordinary=true; shift; fi
rounds() { case $1 in wire) echo 9 ;; first | rest) echo 3 ;; *) echo 5 ;; esac; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

linker=()
command -v clang >/dev/null || linker=(-p:CppCompilerAndLinker=gcc)
case "${*:-rest}" in *rest*) npm --prefix tests/Powderwatts.SystemTests/Browser ci --silent --no-audit --no-fund ;; esac
dotnet publish src/Powderwatts -c Release --use-current-runtime --no-self-contained -o "$out/ordinary" -v q
dotnet publish tests/Powderwatts.Benchmarks -c Release -o "$out/benchmarks" -v q
if ! $ordinary; then
  bash tests/native.sh "$out/native" >/dev/null
  dotnet publish tests/Powderwatts.Benchmarks -c Release -p:PublishAot=true --use-current-runtime "${linker[@]}" -o "$out/native-benchmarks" -v q
fi

# without debug symbols and documentation
size() { find "$1" -type f ! -name '*.pdb' ! -name '*.xml' ! -name '*.dbg' -printf '%s\n' | awk -v name="$2" '{ n += $1 } END { printf "size on disk, %s: %.1f MB\n", name, n / 1e6 }'; }
size "$out/ordinary" ordinary
$ordinary || size "$out/native" native

for benchmark in "${@:-wire outbox store tape replay start first rest chunks}"; do
  for each in $benchmark; do
    printf '\n== %s\n' "$each"
    POWDERWATTS_PROGRAM="$out/ordinary/powderwatts.dll" dotnet "$out/benchmarks/Powderwatts.Benchmarks.dll" "$each" "$(rounds "$each")"
    $ordinary || POWDERWATTS_PROGRAM="$out/native/powderwatts" "$out/native-benchmarks/Powderwatts.Benchmarks" "$each" "$(rounds "$each")"
  done
done
