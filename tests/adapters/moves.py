"""A downloads folder with files in it, and another to which they move."""

from pathlib import Path

from server.adapters.downloads import Downloads
from server.adapters.relocation import Relocation
from server.adapters.settings import Settings
from tests.display import until
from tests.files import files_below

PLACES = [f"acme/shop/2025010{day}/urls.csv" for day in range(1, 6)]


def put(folder: Path, place: str, text: str = "") -> Path:
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or f"url\n{place}\n")
    return path


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files_below(folder)}


class Move:
    def __init__(self, tmp_path: Path, settings: Settings) -> None:
        self.old, self.new = tmp_path / "old", tmp_path / "new"
        self.downloads = Downloads(self.old, settings)
        self.busy: set[str] = set()
        self.settings = settings
        self.relocation = self.another()

    def another(self) -> Relocation:
        """As after a restart."""
        return Relocation(self.downloads, self.settings, lambda: PLACES, lambda folder: self.busy)

    def begin(self) -> None:
        self.downloads.choose(self.new)
        self.relocation.begin(self.old)
        self.over()

    def over(self) -> None:
        until(lambda: self.relocation._thread is None, what="the end of the move")
