"""(p) The packages in dist/, as `make package` left them: their sizes, and the frozen start beside the unfrozen one.

Named by hand (`python -m bench package`), because building them takes minutes.
"""

import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from bench.display import display
from bench.program import command, environment
from bench.start import window

DIST = Path(__file__).resolve().parents[1] / "dist"
RUNS = 7
DEB_MB, INSTALLED_MB, TAR_MB, START = 50, 180, 150, 1.1


def main() -> None:
    for file in sorted(DIST.glob("*.deb")):
        told = subprocess.run(
            ["dpkg-deb", "-f", str(file), "Installed-Size"], capture_output=True, text=True, check=True
        )
        installed = int(told.stdout) * 1024 / 1e6
        print(f"(p) {file.name}: {file.stat().st_size / 1e6:.1f} MB (held to {DEB_MB} MB)")
        print(f"(p) installed: {installed:.1f} MB (held to {INSTALLED_MB} MB, the system's WebKitGTK not counted)")
    for file in sorted(DIST.glob("*.tar.xz")):
        print(f"(p) {file.name}: {file.stat().st_size / 1e6:.1f} MB (held to {TAR_MB} MB)")
    folder = Path(os.environ.get("PIPULATE_FOLDER") or DIST / "pipulate-desktop-qt")
    if folder.is_dir():
        start(folder / "pipulate-desktop")
    else:
        print("(p) frozen start: not measured, for there is no dist/pipulate-desktop-qt; `make package` makes it")


def start(program: Path) -> None:
    with tempfile.TemporaryDirectory() as made, display() as name:
        home = Path(made)
        env = environment(home, DISPLAY=name)
        unfrozen = command(home)
        frozen = [str(program), *unfrozen[3:]]
        pairs = [(window(frozen, env, "Home"), window(unfrozen, env, "Home")) for _ in range(RUNS + 1)][1:]
    ours, reference = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    ratio = median(frozen / unfrozen for frozen, unfrozen in pairs)
    print(
        f"(p) frozen start → window loaded: {ours:.2f} s, unfrozen {reference:.2f} s: {ratio:.2f} × (held to {START} ×)"
    )


if __name__ == "__main__":
    main()
