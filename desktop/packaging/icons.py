"""Every icon the packages need, out of assets/icon.svg: PNGs for Linux, one .ico for Windows, one .icns for macOS.

`python -m desktop.packaging.icons` makes the .ico and the .icns anew. These two are kept in the repository, because
what draws the SVG (Qt) is installed on Linux alone; the PNGs are made whenever a package is.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
DRAWING = HERE.parents[1] / "assets" / "icon.svg"
LINUX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 20, 24, 32, 40, 48, 64, 128, 256)
MACOS = (16, 32, 64, 128, 256, 512, 1024)
ICO, ICNS = HERE / "windows" / "icon.ico", HERE / "macos" / "icon.icns"


def drawn(size: int) -> Image.Image:
    """The icon at this size in pixels, drawn for it rather than scaled."""
    canvas = QImage(size, size, QImage.Format.Format_ARGB32)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    canvas.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6 6.12 says bytes where it takes a string
    image = Image.open(io.BytesIO(buffer.data().data()))
    image.load()
    return image


def hicolor(folder: Path, name: str) -> None:
    """Below `folder` the icon theme's tree: 16x16/apps/NAME.png and so on, and scalable/apps/NAME.svg."""
    for size in LINUX:
        file = folder / f"{size}x{size}" / "apps" / f"{name}.png"
        file.parent.mkdir(parents=True)
        drawn(size).save(file, optimize=True)
    scalable = folder / "scalable" / "apps" / f"{name}.svg"
    scalable.parent.mkdir(parents=True)
    scalable.write_bytes(DRAWING.read_bytes())


def ico(file: Path) -> None:
    """Windows' icon: one file with a picture for each size."""
    images = [drawn(size) for size in WINDOWS]
    images[-1].save(file, format="ICO", sizes=[image.size for image in images], append_images=images[:-1])


def icns(file: Path) -> None:
    """macOS' icon: one file with a picture for each size."""
    images = [drawn(size) for size in MACOS]
    images[-1].save(file, format="ICNS", append_images=images[:-1])


if __name__ == "__main__":
    ico(ICO)
    icns(ICNS)
