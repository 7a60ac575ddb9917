#!/usr/bin/env bash
# Installs the app from the built .dmg into a folder of Applications, tries it out, installs it over itself, removes it,
# and fails if anything is left in that folder.   (on macOS)
set -euo pipefail
cd "$(dirname "$0")/../../.."
image=$(ls dist/*.dmg)
applications=$(mktemp -d)
volume=$(mktemp -d)
app="$applications/Pipulate Desktop.app"

detach() { hdiutil detach "$volume" -quiet || hdiutil detach "$volume" -force; }

hdiutil attach "$image" -nobrowse -readonly -mountpoint "$volume"
trap detach EXIT
for time in first "over itself"; do
  echo "Installing, $time"
  rm -rf "$app"
  cp -R "$volume/Pipulate Desktop.app" "$applications/"
  plutil -lint "$app/Contents/Info.plist"
  python -m desktop.packaging.tryout "$app/Contents/MacOS/pipulate-desktop"
done
rm -rf "$app"
[[ -z $(ls -A "$applications") ]] || { echo "Something is left in $applications" >&2; exit 1; }
echo "Installed, used, updated, removed."
