"""The app's own scripts and styles: one file each, named by what is in it."""

import shutil
from pathlib import Path

from server.web.bundle import SCRIPTS, STYLES, bundle
from tests.display import ROOT
from tests.web.site import RunningSite

ASSETS = ROOT / "assets"


def test_a_page_asks_for_one_script_and_one_style_of_ours(site: RunningSite) -> None:
    visitor = site.visitor()
    page = visitor.get("/").soup
    (script,) = (str(one["src"]) for one in page.find_all("script") if "/vendor/" not in str(one["src"]))
    (style,) = (str(one["href"]) for one in page.select("link[rel=stylesheet]") if "/vendor/" not in str(one["href"]))
    made = bundle(ASSETS)
    for address, text, kind in ((script, made.script, "text/javascript"), (style, made.style, "text/css")):
        answer = visitor.get(address)
        assert (answer.text, answer.header("content-type")) == (text, f"{kind}; charset=utf-8")
        assert made.version in address
        assert "immutable" in answer.header("cache-control")
    assert visitor.get("/assets/own/other.js").status == 404


def test_all_that_is_written_is_in_it_but_for_comments_and_indentation() -> None:
    made = bundle(ASSETS)
    for names, whole in ((SCRIPTS, made.script), (STYLES, made.style)):
        for name in names:
            text = (ASSETS / name).read_text("utf-8")
            written = [line.strip() for line in text.splitlines() if not line.strip().startswith(("//", "/*"))]
            assert [line for line in written if line and "*/" not in line and line not in whole] == [], name
            assert text.count("`") % 2 == 0 and "/*" not in whole


def test_another_content_has_another_name(tmp_path: Path) -> None:
    for name in (*SCRIPTS, *STYLES):
        shutil.copy(ASSETS / name, tmp_path / name)
    assert bundle(tmp_path).version == bundle(ASSETS).version
    changed = tmp_path / "changed"
    shutil.copytree(tmp_path, changed, ignore=shutil.ignore_patterns("changed"))
    (changed / STYLES[0]).write_text("body { color: red }", encoding="utf-8")
    assert bundle(changed).version != bundle(ASSETS).version
