"""The guide: Markdown files that came along with the app, drawn as its pages. Its links work in the files, too."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fasthtml import common as h
from fasthtml.common import FastHTML
from starlette.responses import HTMLResponse

from server.web import urls
from server.web.errors import NotThere
from server.web.site import Site

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True)
class Part:
    """One page of the guide. `file` is relative to the folder that holds `assets` and `plugins`."""

    name: str
    title: str
    file: str


PARTS = (
    Part("using", "Using", "assets/guide/using.md"),
    Part("writing", "Writing", "plugins/README.md"),
    Part("troubleshooting", "Troubleshooting", "assets/guide/troubleshooting.md"),
)


@dataclass(frozen=True)
class Written:
    """A part as read. `sections`: (id, title) of its second-level headings, `about`: its first paragraph."""

    title: str
    about: str
    sections: Sequence[tuple[str, str]]
    html: str


def add_routes(web: FastHTML, site: Site) -> None:
    resources, version = site.parts.folders.resources, site.parts.version

    def first() -> HTMLResponse:
        return site.page("Guide", h.H1("Guide"), *(_offered(part, read(part, resources, version)) for part in PARTS))

    def page(part: str) -> HTMLResponse:
        found = next((one for one in PARTS if one.name == part), None)
        if found is None:
            raise NotThere(f"The guide has no page called “{part}”. Its contents are under Help ▸ Guide.")
        it = read(found, resources, version)
        pane = h.Aside(h.H2("On this page"), _contents("", it), cls="pane contents", aria_label="On this page")
        return site.page(f"{it.title} · Guide", _parts(found), h.Article(h.NotStr(it.html), cls="guide"), pane=pane)

    web.route(urls.GUIDE, methods=["GET"])(first)
    web.route(urls.GUIDE_PART, methods=["GET"])(page)


def read(part: Part, resources: Path, version: str) -> Written:
    """Raises OSError where the file is not there, which would be a broken installation."""
    markdown = _markdown()
    tokens = markdown.parse((resources / part.file).read_text(encoding="utf-8"))
    titles = {at: token for at, token in enumerate(tokens) if token.type == "heading_open"}
    for at, token in titles.items():
        token.attrSet("id", slug(tokens[at + 1].content))
    for link in _links(tokens):
        _lead(link, part, version)
    headings = [(token.tag, str(token.attrGet("id")), tokens[at + 1].content) for at, token in titles.items()]
    about = next(tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "paragraph_open")
    return Written(
        next((title for tag, _, title in headings if tag == "h1"), part.title),
        about.replace("\n", " "),
        [(name, title) for tag, name, title in headings if tag == "h2"],
        markdown.renderer.render(tokens, markdown.options, {}),
    )


def slug(title: str) -> str:
    """'Where the files are' -> 'where-the-files-are', as sites that show Markdown files name headings."""
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")


def _links(tokens: Sequence["Token"]) -> Iterator["Token"]:
    """Whatever has an address: links and pictures."""
    for token in tokens:
        if token.type in ("link_open", "image"):
            yield token
        yield from _links(token.children or [])


def _lead(it: "Token", part: Part, version: str) -> None:
    """From a file beside this one to its page or asset; what leads out of the app is opened by the browser."""
    name = "src" if it.type == "image" else "href"
    address = str(it.attrGet(name))
    if address.startswith("https://"):
        it.attrSet("data-outside", "yes")
        return
    path, _, heading = address.partition("#")
    place = posixpath.normpath(posixpath.join(posixpath.dirname(part.file), path)) if path else part.file
    there = next((one.name for one in PARTS if one.file == place), None)
    if there:
        it.attrSet(name, urls.guide(there, heading) if path else f"#{heading}")
    elif place.startswith("assets/"):
        it.attrSet(name, urls.asset(place.removeprefix("assets/"), version))


def _markdown() -> "MarkdownIt":
    """HTML in the files stays text."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    for name, drawn in (("fence", _fence), ("table_open", _table_open), ("table_close", _table_close)):
        markdown.add_render_rule(name, drawn)
    return markdown


def _fence(renderer: Any, tokens: Sequence["Token"], at: int, *_: Any) -> str:
    """Code as plug-ins show it: to be copied by a press."""
    copy = h.Button("Copy", type="button", cls="outline small", data_copy="")
    code = h.Pre(h.Code(tokens[at].content.rstrip("\n")), tabindex="0", role="region", aria_label="Code")
    return str(h.to_xml(h.Div(h.Div(copy, cls="about"), code, cls="code"), indent=False))


def _table_open(*_: Any) -> str:
    return '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>'


def _table_close(*_: Any) -> str:
    return "</table></div>"


def _offered(part: Part, it: Written) -> Any:
    title = h.H2(h.A(it.title, href=urls.guide(part.name)))
    return h.Section(title, h.P(_plain(it.about)), _contents(urls.guide(part.name), it), cls="guide-part")


def _plain(text: str) -> str:
    """Markdown of a paragraph without its marks."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)|[*`]", lambda found: found[1] or "", text)


def _contents(page: str, it: Written) -> Any:
    return h.Ul(*(h.Li(h.A(_plain(title), href=f"{page}#{name}")) for name, title in it.sections), cls="contents")


def _parts(shown: Part) -> Any:
    links = [
        h.Li(h.A(one.title, href=urls.guide(one.name), aria_current="page" if one is shown else None)) for one in PARTS
    ]
    return h.Nav(h.Ul(h.Li(h.A("Guide", href=urls.GUIDE)), *links), aria_label="Guide", cls="guide-parts")
