#!/bin/bash
# Installs the packages of package-lock.json, unless the ones that are there came from this very file.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! cmp -s package-lock.json node_modules/.installed-from; then
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed-from
fi
