#!/bin/bash
# Runs once, in InfluxDB's container, when its data folder is new: the second bucket, the names by which InfluxQL finds both, and a
# user who only reads. (The image has made the first bucket, the organisation and the operator's token.)
set -euo pipefail
org=$DOCKER_INFLUXDB_INIT_ORG
live=$DOCKER_INFLUXDB_INIT_BUCKET_ID

influx bucket create --org "$org" --name powderwatts_demo --retention 0
demo=$(influx bucket list --org "$org" --name powderwatts_demo --hide-headers | cut -f 1)

influx v1 dbrp create --org "$org" --db powderwatts --rp autogen --bucket-id "$live" --default
influx v1 dbrp create --org "$org" --db powderwatts_demo --rp autogen --bucket-id "$demo" --default

IFS=: read -r user password < <(cat "${READER_FILE:-/run/secrets/influx-reader.token}"; echo)
influx v1 auth create --org "$org" --description "dashboards read, no more" --username "$user" --password "$password" \
  --read-bucket "$live" --read-bucket "$demo"
