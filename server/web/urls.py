"""Every address of the app. No other module writes one by hand."""

import re
from collections.abc import Container
from urllib.parse import parse_qs, urlencode, urlsplit

HOME = "/"
ASSETS = "/assets"
OWN = "/assets/own/{name}"
PROFILE = "/profile"
DEMO = "/demo"
FOLDER = "/folder/{name}"
APP = "/apps/{app}"
PRESS = "/apps/{app}/press"
SECTION = "/apps/{app}/section"
ROWS = "/apps/{app}/rows"
ROW = "/apps/{app}/rows/{id}/{verb}"
START = "/apps/{app}/start"
DEV = "/dev"
DEV_VERSION = "/dev/version"
DEV_RESET = "/dev/reset"
CALLS = "/calls/{app}"
CALL = "/calls/{app}/{id}"
PIPELINE = "/apps/{app}/pipeline"
STEP = "/apps/{app}/pipeline/{verb}"
OPTIONS = "/apps/{app}/options"
PREVIEW = "/apps/{app}/preview"
EXPORT = "/exports/{id}/{verb}"
FILE = "/files/{token}"
FILE_PRESS = "/files/{token}/{verb}"
FILE_CHOICE = "/apps/{app}/file"
LIVE = "/live"
WORK = "/work/{id}"
WORK_PRESS = "/work/{id}/{verb}"
COLUMN = "/apps/{app}/column"
PROGRESS = "/apps/{app}/progress"
EXTERNAL = "/external"
GUIDE = "/guide"
GUIDE_PART = "/guide/{part}"
ZOOM = "/zoom"
WINDOW = "/window/{what}"
QUIT = "/quit"
PALETTE = "/palette"
DROPPED = "/dropped"
DROPPED_FILE = "/dropped/file"
TOKEN = "/token"
ABOUT = "/about"
NEWS = "/news"
PIPELINES = "/pipelines"
PIPELINES_LISTED = "/pipelines/listed"
PIPELINES_FILE = "/pipelines/file"
PIPELINES_PRESS = "/pipelines/{verb}"
DIAGNOSTICS = "/diagnostics"
FRONT = "/front"
NOTICES = "/notices/{verb}"
SETTINGS = "/settings"
SETTINGS_PART = "/settings/{part}"
SETTINGS_PRESS = "/settings/{part}/{verb}"
HEALTH = "/healthz"


PAGES = (HOME, PIPELINES, GUIDE, SETTINGS, DIAGNOSTICS, ABOUT, NEWS)
"""Pages that are always there."""


def is_page(address: str, apps: Container[str]) -> bool:
    """Whether an address is that of a page which is always there, or of one of these apps."""
    path = urlsplit(address).path
    app = re.fullmatch(APP.replace("{app}", "([^/]+)"), path)
    return app[1] in apps if app else path in PAGES or path.startswith(GUIDE + "/")


def asset(name: str, version: str) -> str:
    """The version makes a new address of a new file, so that a page never meets an old one."""
    return f"{ASSETS}/{name}?v={version}"


def guide(part: str, heading: str = "") -> str:
    """A page of the guide, at a heading of it."""
    return GUIDE_PART.format(part=part) + (f"#{heading}" if heading else "")


def folder(name: str) -> str:
    return FOLDER.format(name=name)


def app(name: str) -> str:
    return APP.format(app=name)


def start(name: str) -> str:
    return START.format(app=name)


def pipeline(name: str, key: str) -> str:
    """Keys are any text, so they travel in the query: a path would lose '..' and '//'."""
    return _with(PIPELINE.format(app=name), key=key)


def calls(app: str, key: str) -> str:
    """The calls to Botify of a pipeline."""
    return _with(CALLS.format(app=app), key=key)


def call(app: str, key: str, id: int) -> str:
    return _with(CALL.format(app=app, id=id), key=key)


def pipeline_at(address: str) -> tuple[str, str] | None:
    """(app, key) of the pipeline that a page's address names; None for every other page."""
    parts = urlsplit(address)
    app = re.fullmatch(PIPELINE.replace("{app}", "([^/]+)"), parts.path)
    key = parse_qs(parts.query).get("key")
    return (app[1], key[-1]) if app and key else None


def step(name: str, verb: str, key: str, step: str = "", seen: int | None = None) -> str:
    """`seen`: the version of the record that the page shows, where what is pressed changes it."""
    return _with(STEP.format(app=name, verb=verb), key=key, step=step, seen="" if seen is None else str(seen))


def progress(name: str, key: str, step: str) -> str:
    return _with(PROGRESS.format(app=name), key=key, step=step)


def options(name: str, key: str, step: str, field: str) -> str:
    return _with(OPTIONS.format(app=name), key=key, step=step, field=field)


def preview(name: str, key: str, step: str) -> str:
    return _with(PREVIEW.format(app=name), key=key, step=step)


def section(name: str, section: str) -> str:
    return _with(SECTION.format(app=name), section=section)


def column(name: str, key: str = "") -> str:
    return _with(COLUMN.format(app=name), key=key)


def live(name: str, key: str = "") -> str:
    """The stream that tells of news of work on a page, or in a pipeline."""
    return _with(LIVE, app=name, key=key)


def work(id: str, after: int = 0, shows: int = 0) -> str:
    """What is new of a job to one who has so many lines, and so many things shown."""
    return _with(WORK.format(id=id), after=str(after), shows=str(shows))


def work_press(id: str, verb: str) -> str:
    return WORK_PRESS.format(id=id, verb=verb)


def rows(name: str, profile: int = 0, after: int = 0) -> str:
    """A list's rows of a profile: those below a row."""
    return f"{ROWS.format(app=name)}?{urlencode({'profile': profile, 'after': after})}"


def row(name: str, id: int, verb: str) -> str:
    return ROW.format(app=name, id=id, verb=verb)


def press(name: str, button: str, key: str = "") -> str:
    return _with(PRESS.format(app=name), button=button, key=key)


def export(id: int, verb: str) -> str:
    return EXPORT.format(id=id, verb=verb)


def file(token: str, verb: str = "") -> str:
    """Of a token that `file_tokens` gave: to download the file, or with a verb where one presses to open it."""
    return FILE_PRESS.format(token=token, verb=verb) if verb else FILE.format(token=token)


def takes_files(path: str) -> bool:
    """Whether this is where files are sent that are chosen in a browser."""
    return re.fullmatch(FILE_CHOICE.replace("{app}", "[^/]+"), path) is not None


def file_choice(name: str, key: str, step: str, field: str) -> str:
    return _with(FILE_CHOICE.format(app=name), key=key, step=step, field=field)


def pipelines(find: str = "", page: int = 1) -> str:
    return _with(PIPELINES, find=find, page=str(page) if page > 1 else "")


def pipelines_press(verb: str, app: str = "", key: str = "", find: str = "", page: int = 1, where: str = "") -> str:
    """`where`: the list that is drawn anew, 'home' or that of all pipelines."""
    shown = {"find": find, "page": str(page) if page > 1 else "", "where": where}
    return _with(PIPELINES_PRESS.format(verb=verb), app=app, key=key, **shown)


def pipelines_file(app: str, key: str) -> str:
    return _with(PIPELINES_FILE, app=app, key=key)


def notices(verb: str) -> str:
    return NOTICES.format(verb=verb)


def settings(part: str, verb: str = "") -> str:
    """A part of the settings, or with a verb where one presses to change it."""
    return SETTINGS_PRESS.format(part=part, verb=verb) if verb else SETTINGS_PART.format(part=part)


def _with(path: str, **query: str) -> str:
    return f"{path}?{urlencode({name: value for name, value in query.items() if value})}".rstrip("?")
