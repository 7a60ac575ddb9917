#!/usr/bin/env bash
# Makes the .dmg of dist/Pipulate Desktop.app. Usage: dmg.sh FILE.dmg        (on macOS)
# Signed, if SIGN_IDENTITY names a "Developer ID Application" certificate of the keychain; notarised as well, if
# NOTARY_PROFILE names credentials kept by `xcrun notarytool store-credentials`.
set -euo pipefail
file=${1:?which file?}
here=$(cd "$(dirname "$0")" && pwd)
app="$here/../../../dist/Pipulate Desktop.app"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[[ -d $app ]] || { echo "There is no $app: build it first." >&2; exit 1; }

sign() { codesign --force --timestamp --options runtime --sign "$SIGN_IDENTITY" "$@"; }

sign_app() {  # from the inside out: what a signature covers must not change after it
  local one
  while IFS= read -r -d '' one; do
    if file -b "$one" | grep -q Mach-O; then
      sign "$one"
    fi
  done < <(find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' -o -perm -u+x \) ! -path '*/MacOS/*' -print0)
  sign --entitlements "$here/entitlements.plist" "$app/Contents/MacOS/pipulate-desktop"
  sign --entitlements "$here/entitlements.plist" "$app"
  codesign --verify --deep --strict "$app"
}

make_image() {  # hdiutil is busy now and then: three tries
  local try
  for try in 1 2 3; do
    if hdiutil create -volname "Pipulate Desktop" -srcfolder "$work/image" -format UDZO -ov "$file"; then
      return
    fi
    sleep $((try * 5))
  done
  return 1
}

[[ -z ${SIGN_IDENTITY:-} ]] || sign_app
mkdir "$work/image"
cp -R "$app" "$work/image/"
ln -s /Applications "$work/image/Applications"
make_image
if [[ -n ${SIGN_IDENTITY:-} ]]; then
  codesign --force --timestamp --sign "$SIGN_IDENTITY" "$file"
fi
if [[ -n ${NOTARY_PROFILE:-} ]]; then
  xcrun notarytool submit "$file" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$file"
fi
