#!/usr/bin/env bash
# Starts the app from a checkout. Chromium, and so Qt's WebEngine, refuses to run sandboxed as root: here, and nowhere in
# the app itself, the sandbox is given up for root, because a checkout in a container is often root's.
set -euo pipefail
if [[ $(id -u) == 0 && -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} && -z ${QTWEBENGINE_DISABLE_SANDBOX:-} ]]; then
  echo "Running as root: the window's web engine runs without its sandbox." >&2
  export QTWEBENGINE_DISABLE_SANDBOX=1
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
exec "$root/.venv/bin/pipulate-desktop" "$@"
