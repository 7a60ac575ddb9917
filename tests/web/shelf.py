"""The page of all pipelines in one window, and the record below it."""

import json
import sqlite3
from contextlib import closing
from typing import Any

from bs4 import Tag

from tests.web.site import RunningSite
from tests.web.visitor import Answer, Visitor


class Shelf:
    """The page of all pipelines in one window."""

    def __init__(self, visitor: Visitor, path: str = "/pipelines") -> None:
        self.visitor = visitor
        self.take(visitor.get(path))

    def take(self, answer: Answer) -> "Shelf":
        assert answer.status == 200, answer.text
        self.soup = answer.soup
        return self

    @property
    def keys(self) -> list[str]:
        return [one.get_text() for one in self.soup.select("ul.keys .about > :first-child")]

    @property
    def told(self) -> str:
        return " ".join(one.get_text() for one in self.soup.select(".notice"))

    @property
    def counted(self) -> str:
        return self.soup.select(".counted")[0].get_text()

    def about(self, key: str) -> str:
        found = next(line for line in self.soup.select("ul.keys .about") if next(line.children).get_text() == key)
        return found.get_text(" ")

    def find(self, words: str) -> "Shelf":
        self.take(self.visitor.get("/pipelines/listed?find=" + words.replace(" ", "+")))
        return self

    def button(self, name: str) -> Tag:
        found = next(
            one for one in self.soup.find_all(["button", "a"]) if name in (one.get("aria-label"), one.get_text())
        )
        assert isinstance(found, Tag)
        return found

    def press(self, name: str, **form: str) -> "Shelf":
        found = self.button(name)
        pressed = found.find_parent("form") if found.get("type") == "submit" else found
        assert isinstance(pressed, Tag)
        self.take(self.visitor.post(str(pressed["hx-post"]), {**json.loads(str(found.get("hx-vals", "{}"))), **form}))
        return self

    def rename(self, key: str, new: str) -> "Shelf":
        return self.press(f"Rename {key}").press("Save", new=new)

    def download(self, key: str) -> Answer:
        return self.visitor.get(str(self.button(f"Export {key}")["href"]))

    def upload(self, content: bytes) -> "Shelf":
        form = self.soup.find("input", {"type": "file"})
        assert form is None or isinstance(form, Tag)
        return self.take(uploaded(self.visitor, "/pipelines/import", content))


def uploaded(visitor: Visitor, path: str, content: bytes) -> Answer:
    head = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n'
    body = head.encode() + content + b"\r\n--edge--\r\n"
    headers = {"Origin": f"http://127.0.0.1:{visitor.port}", "X-CSRF": visitor.csrf, "HX-Request": "true"}
    kind = {"Content-Type": "multipart/form-data; boundary=edge", "Content-Length": str(len(body))}
    return visitor._ask("POST", path, body, {**headers, **kind})  # type: ignore[arg-type]


def states(site: RunningSite) -> dict[tuple[str, str], Any]:
    with closing(sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3")) as connection:
        return {
            (app, key): state for app, key, state in connection.execute("SELECT workflow, key, state FROM pipeline")
        }


def damage(site: RunningSite, key: str, state: object) -> None:
    with closing(sqlite3.connect(site.parts.folders.data / "pipulate.sqlite3")) as connection, connection:
        connection.execute("UPDATE pipeline SET state = CAST(? AS TEXT) WHERE key = ?", (state, key))
