#!/usr/bin/env bash
# Makes the base images of docker/Dockerfile without a registry, out of what this machine has: Node 24, npm, a static
# busybox and the C library. For air-gapped builds and tests; elsewhere use the official images.
#   docker/air-gapped/base-images.sh        needs buildah; set BUILDAH_ISOLATION=chroot where user namespaces are missing
# Result: localhost/tapewire/node-build:24 (Node, npm, shell) and localhost/tapewire/node:24 (Node alone, no shell).
set -euo pipefail
cd "$(dirname "$0")/../.."
node=${NODE_BINARY:-node_modules/node/bin/node}
npm=${NPM_FOLDER:-$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")}
busybox=${BUSYBOX:-$(command -v busybox)}
certificates=${CA_CERTIFICATES:-/etc/ssl/certs/ca-certificates.crt}
root=$(mktemp -d); trap 'rm -rf "$root"' EXIT

case $("$node" --version) in v24.*) ;; *) echo "Node 24 was expected at $node, was $("$node" --version)" >&2; exit 1 ;; esac

# with_libraries BINARY...: copies what the binaries are linked against, at the same paths
with_libraries() {
  ldd "$@" | sed -n 's#.* \(/[^ ]*\) (0x.*#\1#p; s#^\t\(/[^ ]*\) (0x.*#\1#p' | sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"; cp -L "$library" "$root$library"
  done
}

mkdir -p "$root"/{usr/local/bin,etc/ssl/certs,home/nonroot} "$root/tmp"; chmod 1777 "$root/tmp"
cp "$node" "$root/usr/local/bin/node"
with_libraries "$node"
# The rest of the C library, which native parts of packages may ask for.
c_library=$(dirname "$(ldd "$node" | sed -n 's#.*libc.so.6 => \([^ ]*\) .*#\1#p')")
for part in librt.so.1 libresolv.so.2 libutil.so.1; do cp -L "$c_library/$part" "$root$c_library/$part"; done
cp -L "$certificates" "$root/etc/ssl/certs/ca-certificates.crt"
printf 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"

commit() { # commit NAME FROM: the folder as a layer on FROM
  local container; container=$(buildah from "$2")
  buildah add -q "$container" "$root" / >/dev/null
  buildah config --env PATH=/usr/local/bin:/usr/bin:/bin --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
  buildah commit -q --rm "$container" "$1" >/dev/null
  echo "$1"
}
commit localhost/tapewire/node:24 scratch

rm -rf "$root"; mkdir -p "$root"/{bin,usr/bin,usr/local/bin,usr/local/lib/node_modules,root}
cp "$busybox" "$root/bin/busybox"
for applet in $("$busybox" --list); do [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"; done
ln -s ../../bin/env "$root/usr/bin/env"
cp "$(command -v ldd)" "$root/usr/bin/ldd" # packages with native parts read in it which C library this is
cp -R "$npm" "$root/usr/local/lib/node_modules/npm"
for command in npm npx; do ln -s "../lib/node_modules/npm/bin/$command-cli.js" "$root/usr/local/bin/$command"; done
commit localhost/tapewire/node-build:24 localhost/tapewire/node:24
