#!/usr/bin/env bash
# tests/native.sh DIR: publishes the native executable of this machine into DIR; any warning is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?usage: tests/native.sh DIR}
case "$(uname -m)" in
  x86_64) rid=linux-x64 ;;
  aarch64) rid=linux-arm64 ;;
  *) echo "cannot build natively on $(uname -m); use x86_64 or aarch64" >&2; exit 1 ;;
esac
linker=()
command -v clang >/dev/null || linker=(-p:CppCompilerAndLinker=gcc)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet publish src/Powderwatts -c Release -r "$rid" -p:PublishAot=true "${linker[@]}" -o "$out" 2>&1 | tee "$log"
if grep -qE 'warning|error' "$log"; then
  echo "the native build has warnings" >&2
  exit 1
fi
ls -l "$out"
