#!/bin/sh
# In the image's build: puts into ./image what the service $1 needs to run, an entry that starts it, and its list of
# components (CycloneDX) as sbom.cdx.json.
set -eu
service=$1 folder=services/$1 main=dist/main.js
case $service in
  feed-ingestor|normalizer|redis-indexer|gateway|webhook) ;;
  web) main=dist-server/main.js ;;
  cli) folder=libs/client main=dist/cli/main.js ;;
  *) echo "SERVICE: expected feed-ingestor, normalizer, redis-indexer, gateway, web, webhook or cli, was '$service'" >&2; exit 1 ;;
esac
package=$(node -p "require('./$folder/package.json').name")
npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace "$package"
node sbom.mjs "tapewire/$service" "$(node -p "require('./package.json').version")" >sbom.cdx.json

mkdir -p "image/$folder"
# The libraries that the service depends on, direct or not, as npm has linked them.
for library in $(node -e '
  const { readFileSync } = require("node:fs");
  const seen = new Set();
  const visit = (folder) => {
    const { dependencies = {} } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    for (const name of Object.keys(dependencies)) if (name.startsWith("@tapewire/")) add(`libs/${name.slice("@tapewire/".length)}`);
  };
  const add = (folder) => { if (!seen.has(folder)) { seen.add(folder); visit(folder); } };
  visit(process.argv[1]);
  console.log([...seen].join(" "));
' "$folder"); do
  mkdir -p "image/$library"
  cp -R "$library/." "image/$library/"
done
cp -R "$folder/." "image/$folder/"
cd image
find libs services -type d \( -name node_modules -o -name src -o -name test -o -name out-tsc -o -name server -o -name .nx \) -prune -exec rm -rf {} + 2>/dev/null || true
find . -type f \( -name '*.ts' -o -name '*.d.ts.map' -o -name '*.tsbuildinfo' -o -name 'tsconfig*.json' -o -name 'jest.config.*' \) -exec rm -f {} +
cd ..
# Nested dependencies of a workspace, where two versions are in use.
for nested in "$folder"/node_modules libs/*/node_modules; do
  [ -d "$nested" ] && [ -d "image/$(dirname "$nested")" ] && cp -R "$nested" "image/$nested"
done
cp -R node_modules image/node_modules
# Links to workspaces that are not in the image lead nowhere.
for link in image/node_modules/@tapewire/*; do [ -e "$link/" ] || rm "$link"; done
find image/node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -exec rm -f {} +
rm -rf image/node_modules/.bin image/node_modules/.package-lock.json
cp package.json sbom.cdx.json image/
echo "import './$folder/$main';" >image/main.mjs
