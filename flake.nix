{
  description = "Pipulate Desktop: big CSV exports out of Botify, in a window of your own";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" ];
      forEach = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});

      # What the wheels of requirements.txt (Qt's WebEngine above all) expect of the system.
      libraries = pkgs: with pkgs; [
        alsa-lib dbus expat fontconfig freetype glib krb5 libdrm libgbm libGL libxkbcommon nspr nss stdenv.cc.cc.lib
        wayland zlib zstd
        xorg.libX11 xorg.libXcomposite xorg.libXdamage xorg.libXext xorg.libXfixes xorg.libXrandr xorg.libXtst
        xorg.libxcb xorg.libxkbfile xorg.libxshmfence xorg.xcbutilcursor xorg.xcbutilimage xorg.xcbutilkeysyms
        xorg.xcbutilrenderutil xorg.xcbutilwm
      ];
      tools = pkgs: with pkgs; [
        bash coreutils gnumake python3 xdg-utils
        chromium curl imagemagick openbox xdotool xorg.xauth xorg.xorgserver xorg.xprop
      ];

      # Qt's wheels hold programs that look for the usual places (/lib64/ld-linux…): give them these places.
      usual = pkgs: runScript: pkgs.buildFHSEnv {
        name = "pipulate-desktop";
        targetPkgs = pkgs: libraries pkgs ++ tools pkgs;
        inherit runScript;
      };

      # The sources are read-only in the store, so the environment is made in the user's cache, once for each version.
      start = pkgs: pkgs.writeShellScript "start" ''
        set -eu
        home=''${XDG_CACHE_HOME:-$HOME/.cache}/pipulate-desktop-nix
        if [ "$(cat "$home/made-from" 2>/dev/null)" != "${self}" ]; then
          rm -rf "$home"
          python3 -m venv "$home"
          cp -r --no-preserve=mode ${self} "$home/source"
          "$home/bin/pip" install --quiet --no-deps --require-hashes --requirement "$home/source/requirements.txt"
          "$home/bin/pip" install --quiet --no-deps --no-build-isolation --editable "$home/source"
          echo "${self}" > "$home/made-from"
        fi
        exec "$home/bin/pipulate-desktop" "$@"
      '';
    in
    {
      packages = forEach (pkgs: { default = usual pkgs (start pkgs); });

      apps = forEach (pkgs: {
        default = {
          type = "app";
          program = "${usual pkgs (start pkgs)}/bin/pipulate-desktop";
          meta.description = "Open Pipulate Desktop";
        };
      });

      # In it, as anywhere else: `make run`, `make test`.
      devShells = forEach (pkgs: { default = (usual pkgs "bash").env; });
    };
}
