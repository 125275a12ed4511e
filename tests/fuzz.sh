#!/usr/bin/env bash
# Bends payloads, settings and answers until a parser breaks, or the time is over. Findings are kept in artifacts/fuzz.
#   tests/fuzz.sh SECONDS [TARGET...] [--seed N]
#   tests/fuzz.sh --again FILE TARGET
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/Powderwatts.Fuzz -c Release -v q >&2
status=0
dotnet tests/Powderwatts.Fuzz/bin/Release/net10.0/Powderwatts.Fuzz.dll "$@" || status=$?
# a process that broke down leaves the input that it was reading
for left in artifacts/fuzz/*.running; do
  [ -e "$left" ] && echo "a parser took the process down; its input: bash tests/fuzz.sh --again $left $(basename "$left" .running)"
done
exit "$status"
