"""The guide says what the program says: its links lead somewhere, its commands, menus and sentences are there."""

import ast
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache, partial
from io import StringIO

import pytest
from bs4 import Tag
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from desktop.commands import PROGRAM, parser
from server.web.guide import PARTS, read, slug
from tests.display import MENUS, ROOT
from tests.screenshots import LARGEST
from tests.web.site import RunningSite
from tests.web.tab import reach, watched
from tests.web.visitor import Visitor

TEXTS = {part.name: (ROOT / part.file).read_text(encoding="utf-8") for part in PARTS}
WHOLE = "\n".join(TEXTS.values())
PICTURES = sorted((ROOT / "assets" / "guide").glob("*.png"))
PAGES = ["/guide", *(f"/guide/{part.name}" for part in PARTS)]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_picture_of_the_guide_leads_somewhere(site: RunningSite, page: str) -> None:
    visitor = site.visitor()
    soup = visitor.get(page).soup
    content = soup.find(id="content")
    assert isinstance(content, Tag)
    aside = soup.find(class_="pane")
    links = [*content.find_all("a"), *(aside.find_all("a") if isinstance(aside, Tag) else [])]
    assert len(links) > 10
    found = cache(partial(headings, visitor))
    for link in links:
        address = str(link["href"])
        if address.startswith("https://"):
            assert link.get("data-outside") == "yes"
            continue
        assert re.match(r"/guide|#", address), f"{address} leads out of the guide, or into a file"
        path, _, heading = address.partition("#")
        there = found(path or page)
        assert not heading or heading in there, address
    for picture in content.find_all("img"):
        assert picture["alt"]
        assert visitor.get(str(picture["src"])).status == 200, picture["src"]


def headings(visitor: Visitor, page: str) -> set[str]:
    """The names of all places on a page of the guide."""
    there = visitor.get(page)
    assert there.status == 200, page
    return set(re.findall(r' id="([^"]+)"', there.text))


def test_every_picture_is_shown_and_small() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\((?:assets/guide/)?([\w-]+\.png)\)", WHOLE + README))
    assert {path.name for path in PICTURES} == shown
    for path in PICTURES:
        assert path.stat().st_size <= LARGEST, f"{path.name}: run `make screenshots`"
        with Image.open(path) as picture:
            assert picture.size[0] <= 1180


README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_there_is_no_such_page_of_the_guide(site: RunningSite) -> None:
    there = site.visitor().get("/guide/nonsense")
    assert there.status == 404
    assert "Help ▸ Guide" in there.text


def test_html_in_the_files_stays_text() -> None:
    for part in PARTS:
        html = read(part, ROOT, "1").html
        assert "<script" not in html
        assert "javascript:" not in html
        assert "<!--" not in TEXTS[part.name]


@pytest.mark.parametrize("title", ["What is “so far”?", "Tests", "`Walk`, and more"])
def test_headings_get_the_names_that_other_readers_of_markdown_give(title: str) -> None:
    assert slug(title) == {"W": "what-is-so-far", "T": "tests", "`": "walk-and-more"}[title[0]]


def commands() -> list[str]:
    """What is shown to be typed, in text and in blocks."""
    inline = re.findall(rf"`({PROGRAM}[^`]*)`", re.sub(r"\s*\n\s*", " ", WHOLE))
    return sorted({*inline, *re.findall(rf"^{PROGRAM} .+$", WHOLE, re.MULTILINE)})


@pytest.mark.parametrize("command", commands())
def test_every_command_shown_is_one(command: str) -> None:
    program, *arguments = shlex.split(command, comments=True)
    assert program == PROGRAM
    if "--help" in arguments:
        with pytest.raises(SystemExit, match="0"):
            parser().parse_args(arguments)
    else:
        parser().parse_args(arguments)


def test_every_option_shown_is_one() -> None:
    listed = re.findall(r"^    ([a-z-]+) +\S", parser().format_help(), re.MULTILINE)
    assert "export" in listed
    known = parser().format_help() + "".join(helped(command) for command in listed)
    assert {option for option in re.findall(r"`(--[a-z][a-z-]+)", WHOLE) if option not in known} == set()


def helped(command: str) -> str:
    with redirect_stdout(StringIO()) as told, pytest.raises(SystemExit, match="0"):
        parser().parse_args([command, "--help"])
    return told.getvalue()


def test_every_menu_shown_is_there() -> None:
    shown = re.findall(r"\b(File|Edit|Go|View|Help) ▸ ([^*.,;:)\n]+)", WHOLE.replace("\n", " "))
    assert len(shown) > 5
    for menu, item in shown:
        assert item.strip() in MENUS[menu], f"{menu} ▸ {item}"


def quoted() -> list[str]:
    """The sentences that the page of troubles quotes, in bold."""
    bold = re.findall(r"^\*\*(.+?)\*\*(?: or \*\*(.+?)\*\*)?", TEXTS["troubleshooting"], re.MULTILINE)
    return [words for pair in bold for part in pair for words in re.findall("“([^”]+)”", part)]


@pytest.mark.parametrize("sentence", quoted())
def test_every_sentence_quoted_is_one_of_the_programs(sentence: str) -> None:
    pattern = ".*".join(re.escape(part.strip()) for part in sentence.rstrip(".").split("…"))
    assert [told for told in sentences() if re.search(pattern, told, re.DOTALL)]


@cache
def sentences() -> list[str]:
    files = [*(ROOT / "server").rglob("*.py"), *(ROOT / "desktop").rglob("*.py"), *(ROOT / "plugins").glob("*.py")]
    texts = [told for file in files for told in strings(ast.parse(file.read_text(encoding="utf-8")))]
    told = [*(ROOT / "assets").glob("*.js"), *(ROOT / "desktop").glob("*.html")]
    return [*texts, *(file.read_text(encoding="utf-8") for file in told)]


def strings(tree: ast.AST) -> Iterator[str]:
    """All texts in a file, with `{}` for what they are filled with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_the_guide_is_walked_with_the_keyboard_and_fits_a_narrow_window(
    site: RunningSite, context: BrowserContext
) -> None:
    tab = watched(context, site)
    page = tab.go("/")
    reach(page, "Guide")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Guide")
    page.wait_for_load_state()
    reach(page, "Connect Botify")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/guide/using#connect-botify$"))
    expect(page.get_by_role("heading", name="Connect Botify")).to_be_in_viewport()
    page.wait_for_load_state()
    reach(page, "app.botify.com/account")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("is being opened in your browser")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (1180, 480):
            page.set_viewport_size({"width": width, "height": 800})
            for path in PAGES:
                tab.go(path)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.complaints == []


def test_code_of_the_guide_is_copied(site: RunningSite, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = watched(context, site).go("/guide/writing")
    page.evaluate("setTimeout = () => 0")  # what the button says stays
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert 'flow = Workflow("hello"' in page.evaluate("navigator.clipboard.readText()")
