# syntax=docker/dockerfile:1
# One image for every verb: docker run powderwatts:0.1.0 booth

# Node builds the dashboard's page; only its program and npm are taken from here
FROM node:22.21.1-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /build
COPY . .
RUN dotnet publish src/Powderwatts -c Release --no-self-contained -o /app

# The ordinary build on the ASP.NET runtime: it brings bash, which the health check needs, and time zones.
FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble AS runtime
# a volume that is mounted on /data begins with this folder's owner
RUN mkdir /data && chown "$APP_UID:$APP_UID" /data
COPY --from=build /app /app
COPY firmware-config/compose/healthcheck.sh /app/healthcheck.sh
# the root of the file system may be read-only: nothing is written but in /data
ENV DOTNET_EnableDiagnostics=0 XDG_STATE_HOME=/data
USER $APP_UID
VOLUME /data
EXPOSE 8080
# for booth and dashboard, which serve HTTP; docker-compose.yml says how edge and collect are checked
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "/app/healthcheck.sh", "http", "8080"]
ENTRYPOINT ["/app/powderwatts"]
CMD ["booth", "--listen", "0.0.0.0:8080"]
