#!/bin/bash
# Builds the extension: the server's wheel, the pytest plugin for terminals, the bundled code. Safe to repeat; the same sources give
# the same bytes.
# Usage: make_vsix.sh              amends.vsix, which fetches the server's dependencies when it is first started
#        make_vsix.sh --offline    amends-linux-x64-offline.vsix, which carries them for CPython 3.11 to 3.13 on linux-x64
# PYTHON=…: a Python with pip, by default that of the repository's virtual environment.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
python=${PYTHON:-$root/.venv/bin/python}
pythons="3.11 3.12 3.13"
pip() { "$python" -m pip --quiet --disable-pip-version-check "$@"; }
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 315619200)}
export SOURCE_DATE_EPOCH

cd "$here"
rm -rf bundled && mkdir -p bundled/terminal
pip wheel --no-deps --wheel-dir bundled "$root"
"$python" scripts/build_terminal_wheel.py "$root/server/amends_pytest.py" bundled/terminal
scripts/packages.sh
npm run --silent build
node esbuild.mjs --tests

if [ "${1:-}" != "--offline" ]; then
  npm run --silent package
  exit
fi
for version in $pythons; do
  pip download --only-binary=:all: --implementation cp --python-version "$version" --platform manylinux_2_28_x86_64 \
    --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 --dest bundled/wheels bundled/amends-*.whl
done
rm bundled/wheels/amends-*.whl
echo "[\"${pythons// /\", \"}\"]" > bundled/wheels/pythons.json
npm run --silent package -- --target linux-x64 --out amends-linux-x64-offline.vsix
