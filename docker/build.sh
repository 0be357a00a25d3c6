#!/usr/bin/env bash
# Builds every image, or those named:  docker/build.sh [service...]
#   REGISTRY, TAG        name of the result, REGISTRY/tapewire/SERVICE:TAG (default: no registry, the version)
#   BUILDER              docker (default), podman or buildah
#   BUILD_IMAGE, RUN_IMAGE  base images (docker/Dockerfile)
#   BUILD_FLAGS          more flags, e.g. "--isolation chroot --ulimit nofile=1024:1024" for buildah inside a container
#   SBOM_DIR             folder for each image's list of components (CycloneDX, also in the image as /app/sbom.cdx.json)
set -euo pipefail
cd "$(dirname "$0")/.."
services=("$@"); [ $# -gt 0 ] || services=(feed-ingestor normalizer redis-indexer gateway web webhook cli)
builder=${BUILDER:-docker}
tag=${TAG:-$(sed -n 's/^appVersion: *"\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' helm/tapewire/Chart.yaml)}
build=(build); [ "$builder" = buildah ] && build=(bud --layers)
read -r -a flags <<<"${BUILD_FLAGS:-}"
[ -n "${BUILD_IMAGE:-}" ] && flags+=(--build-arg "BUILD_IMAGE=$BUILD_IMAGE")
[ -n "${RUN_IMAGE:-}" ] && flags+=(--build-arg "RUN_IMAGE=$RUN_IMAGE")

for service in "${services[@]}"; do
  image=${REGISTRY:+$REGISTRY/}tapewire/$service:$tag
  "$builder" "${build[@]}" "${flags[@]}" -f docker/Dockerfile --build-arg "SERVICE=$service" -t "$image" .
  if [ -n "${SBOM_DIR:-}" ]; then
    mkdir -p "$SBOM_DIR"
    if [ "$builder" = buildah ]; then
      container=$(buildah from "$image"); cp "$(buildah mount "$container")/app/sbom.cdx.json" "$SBOM_DIR/$service.cdx.json"; buildah rm "$container" >/dev/null
    else
      container=$("$builder" create "$image"); "$builder" cp "$container:/app/sbom.cdx.json" "$SBOM_DIR/$service.cdx.json"; "$builder" rm "$container" >/dev/null
    fi
  fi
  echo "$image"
done
