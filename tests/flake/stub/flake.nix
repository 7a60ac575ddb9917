# Stands for nixpkgs where there is no network: every package is an empty file of its name.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" ];
      genAttrs = names: make: builtins.listToAttrs (map (name: { inherit name; value = make name; }) names);
      packagesFor = system:
        let
          package = name: derivation {
            inherit name system;
            builder = "/bin/sh";
          };
          called = names: builtins.listToAttrs (map (name: { inherit name; value = package name; }) names);
          pkgs = called [
            "alsa-lib" "dbus" "expat" "fontconfig" "freetype" "glib" "krb5" "libdrm" "libgbm" "libGL" "libxkbcommon"
            "nspr" "nss" "wayland" "zlib" "zstd" "bash" "coreutils" "gnumake" "python3" "xdg-utils" "chromium" "curl"
            "imagemagick" "openbox" "xdotool"
          ] // {
            xorg = called [
              "libX11" "libXcomposite" "libXdamage" "libXext" "libXfixes" "libXrandr" "libXtst" "libxcb" "libxkbfile"
              "libxshmfence" "xcbutilcursor" "xcbutilimage" "xcbutilkeysyms" "xcbutilrenderutil" "xcbutilwm" "xauth"
              "xorgserver" "xprop"
            ];
            stdenv.cc.cc.lib = package "gcc-lib";
            writeShellScript = name: text: derivation {
              inherit name system text;
              builder = "/bin/sh";
            };
            buildFHSEnv = { name, targetPkgs, runScript }:
              derivation {
                inherit name system;
                builder = "/bin/sh";
                args = [ "${runScript}" ] ++ map (one: one.name) (targetPkgs pkgs);
              } // { env = package "${name}-shell"; };
          };
        in
        pkgs;
    in
    {
      lib = { inherit genAttrs; };
      legacyPackages = genAttrs systems packagesFor;
    };
}
