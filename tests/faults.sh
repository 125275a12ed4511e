#!/usr/bin/env bash
# Breaks things on purpose and counts afterwards: every committed reading must be in the store, in a gap row or in a dead letter.
#   tests/faults.sh                                  lists the scenarios
#   tests/faults.sh NAME... [--seed N] [--rounds N]  runs some, long
#   tests/faults.sh all [--short] [--seed N]         runs all: a short run takes some 6 minutes, a long one hours
# Needs mosquitto and influxd; some scenarios need root (tmpfs), strace or libfaketime. Results are kept in artifacts/faults/results.jsonl.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
[ "${FAULTS_BUILT:-}" = true ] || dotnet build tests/Powderwatts.Faults -c Release -v q >&2
exec dotnet tests/Powderwatts.Faults/bin/Release/net10.0/Powderwatts.Faults.dll "$@"
