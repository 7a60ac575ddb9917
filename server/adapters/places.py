"""Whose file is whose: a pipeline writes over files of its own alone, whatever other pipelines were called before."""

from datetime import datetime
from pathlib import Path, PurePosixPath

from server.adapters.pipelines import Pipelines


def own_place(pipelines: Pipelines, downloads: Path, app: str, key: str, place: str) -> str:
    """The place, or the next one whose file may be written over: 'app/key/name (2).csv'.

    Not to be written over is a file that the record of another pipeline names (a copy, one that had this key), and one
    older than this pipeline: one that was deleted had the key before, and its files stay.
    """
    pipeline = pipelines.find(app, key)
    begun = datetime.fromisoformat(pipeline.created).timestamp() if pipeline else 0.0
    path, number, free = PurePosixPath(place), 1, place
    while _is_older(downloads / free, begun) or pipelines.named_by_another(app, key, free):
        number += 1
        free = str(path.with_stem(f"{path.stem} ({number})"))
    return free


def _is_older(path: Path, begun: float) -> bool:
    try:
        return path.stat().st_mtime < begun
    except OSError:
        return False
