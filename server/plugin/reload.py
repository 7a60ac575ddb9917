"""Plug-ins that follow their files, for developing: what was changed, added or removed is loaded again."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from server.domain.app import App
from server.domain.workflow import Refusal
from server.plugin.loader import Broken, Plugins, found, load_file, refuse_taken

log = logging.getLogger(__name__)

Seen = dict[Path, tuple[int, int]]


class Following:
    """Plug-ins of some folders, and their files as they were last looked at."""

    def __init__(self, folders: Iterable[Path], plugins: Plugins) -> None:
        self._folders, self._plugins = list(folders), plugins
        self._seen = self._look()

    def follow(self) -> set[str] | None:
        """Load what was changed since the last look. The names of the apps that are others now; None for no change.

        A file that cannot be loaded leaves the app that it made before in use.
        """
        seen = self._look()
        if seen == self._seen:
            return None
        changed = {file for file in seen if seen[file] != self._seen.get(file)}
        self._seen = seen
        before = dict(self._plugins.apps)
        self._plugins.become(*self._loaded(list(seen), changed))
        after = self._plugins.apps
        return {name for name in before.keys() | after.keys() if before.get(name) is not after.get(name)}

    def _look(self) -> Seen:
        seen: Seen = {}
        for file in found(self._folders):
            try:
                known = file.stat()
            except OSError:  # it went just now
                continue
            seen[file] = (known.st_mtime_ns, known.st_size)
        return seen

    def _loaded(self, files: list[Path], changed: set[Path]) -> tuple[dict[str, App], dict[str, Path], list[Broken]]:
        former = {file: self._plugins.apps[name] for name, file in self._plugins.files.items()}
        wrong = {one.file for one in self._plugins.broken}
        apps: dict[str, App] = {}
        places: dict[str, Path] = {}
        broken: list[Broken] = []
        for file in files:
            old = former.get(file)
            app, trouble = (old, None) if file not in changed | wrong else _fresh(file)
            try:
                if app is not None:
                    refuse_taken(app, places)
            except Refusal as refusal:
                app, trouble = None, Broken(file, 0, refusal.reason)
            if app is None and old is not None and old.name not in places:
                app = old
                trouble = replace(trouble, former=old.name) if trouble else None
            if app is not None:
                apps[app.name], places[app.name] = app, file
            if trouble is not None:
                log.warning("plug-in %s not loaded, line %d: %s", file, trouble.line, trouble.reason)
                broken.append(trouble)
        return apps, places, broken


def _fresh(file: Path) -> tuple[App | None, Broken | None]:
    try:
        return load_file(file, fresh=True), None
    except Refusal as refusal:
        return None, Broken(file, refusal.line, refusal.reason)
