#!/bin/bash
# Builds amends.vsix: the server's wheel, the pytest plugin for terminals, the bundled extension. Safe to repeat.
# Usage: make_vsix.sh    PYTHON=…: a Python with pip, by default that of the repository's virtual environment.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
python=${PYTHON:-$root/.venv/bin/python}
cd "$here"
rm -rf bundled && mkdir -p bundled/terminal
"$python" -m pip wheel --quiet --no-deps --disable-pip-version-check --wheel-dir bundled "$root"
"$python" scripts/build_terminal_wheel.py "$root/server/amends_pytest.py" bundled/terminal
npm ci --no-audit --no-fund --loglevel=error
npm run --silent build
node esbuild.mjs --tests
npm run --silent package
