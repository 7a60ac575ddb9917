"""One who uses the app as a browser would, without one."""

import http.client
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag

from tests.display import until

FIELDS = ["input", "select", "textarea"]
FORM = "application/x-www-form-urlencoded"

Form = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")


class Visitor:
    """A window: it keeps the cookie and sends what our own pages send."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie, self._csrf = port, "", ""

    def get(self, path: str, **headers: str) -> Answer:
        answer = self._ask("GET", path, None, headers)
        if cookie := answer.header("set-cookie"):
            self.cookie = cookie.partition(";")[0]
        return answer

    @property
    def csrf(self) -> str:
        """As the page says it to HTMX."""
        if not self._csrf:
            said = re.search("<body[^>]* hx-headers='([^']+)'", self.get("/").text)
            assert said
            self._csrf = json.loads(said[1])["X-CSRF"]
        return self._csrf

    def post(self, path: str, form: Form | None = None) -> Answer:
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "X-CSRF": self.csrf, "HX-Request": "true"}
        body = urlencode(form or {}, doseq=True)
        return self._ask("POST", path, body, {**headers, "Content-Type": FORM})

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        own = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"} if self.cookie else {"Sec-Fetch-Site": "none"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {**own, **headers})
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def begin(self, app: str, key: str = "") -> "Walk":
        """Begin or go on with a pipeline from the app's page."""
        answer = self.post(f"/apps/{app}/start", {"key": key})
        assert answer.status == 200, answer.text
        return Walk(self, answer.header("hx-redirect"))


class Walk:
    """A pipeline's page in one window: presses what is on it, and loads what loads itself."""

    def __init__(self, visitor: Visitor, address: str) -> None:
        self.visitor, self.address = visitor, address
        self.reload()

    def reload(self) -> "Walk":
        answer = self.visitor.get(self.address)
        assert answer.status == 200, answer.text
        self.page = answer.soup
        self._take(answer)
        return self

    def _take(self, answer: Answer) -> None:
        """Put an answer where HTMX would; then load what loads itself, once each time it is drawn."""
        assert answer.status == 200, (answer.status, answer.text)
        self.answer_given = answer
        column = answer.soup.find(id="column")
        self.told = answer.text if column is None else ""
        if column is None:
            return
        self.column = column
        for said in answer.soup.find_all(id="said"):
            self.said = [line.get_text() for line in said.find_all("li")]
        for _round in range(20):
            waiting = self.column.find(True, {"hx-trigger": "load"})
            if waiting is None:
                return
            self._load(waiting)
        raise AssertionError("the column loads itself for ever")

    def _load(self, waiting: Tag) -> None:
        get = waiting.get("hx-get")
        answer = self.visitor.get(str(get)) if get else self.visitor.post(str(waiting["hx-post"]))
        assert answer.status == 200, answer.text
        drawn = answer.soup
        if waiting.get("hx-target") == "this":
            waiting.replace_with(*list(drawn.children)) if drawn.contents else waiting.decompose()
            return
        column = drawn.find(id="column")
        assert column is not None, answer.text
        self.answer_given, self.column = answer, column
        for said in drawn.find_all(id="said"):
            self.said = [line.get_text() for line in said.find_all("li")]

    # What is on the page

    @property
    def key(self) -> str:
        heading = self.page.find("h1")
        assert heading is not None
        return heading.get_text()

    @property
    def text(self) -> str:
        return self.column.get_text(" ", strip=True)

    def card(self, step: str) -> Tag:
        found = self.column.find(id=f"card-{step}")
        assert found is not None, f"no card {step}: {self.cards}"
        return found

    @property
    def cards(self) -> list[str]:
        """Its steps, 'name' locked or shown, '>name' open."""
        return [
            (">" if "open" in card.get_attribute_list("class") else "") + str(card["id"]).removeprefix("card-")
            for card in self.column.find_all("article", id=re.compile("^card-"))
        ]

    @property
    def open(self) -> Tag:
        found = self.column.find("article", class_="open")
        assert found is not None, self.text
        return found

    @property
    def problems(self) -> list[str]:
        return [found.get_text() for found in self.column.find_all(class_="problem")]

    @property
    def notice(self) -> str:
        found = self.column.find("p", class_="notice", recursive=False)
        return found.get_text() if found else ""

    @property
    def offered(self) -> str:
        """What the first field of the open card holds."""
        return str(next(iter(self.form().values()), ""))

    def form(self) -> dict[str, str | list[str]]:
        """What a browser would send of the open card's form."""
        form = self.open.find("form")
        return filled(form) if form else {}

    # What can be done on it

    def answer(self, *value: str, **values: str | list[str]) -> "Walk":
        """Fill in the open card and continue: `answer("Mike")` is for its only field, `answer(a="1")` names fields."""
        form = self.open.find("form")
        assert form is not None, self.text
        posted = filled(form)
        if value:
            posted[next(name for name in posted_names(form) if name.startswith("a."))] = value[0]
        posted |= {f"a.{name}": given for name, given in values.items()}
        self._take(self.visitor.post(str(form["hx-post"]), posted))
        return self

    def press(self, label: str, within: Tag | None = None, **values: str) -> "Walk":
        """Press a button by its words."""
        found = next(
            one
            for one in (within or self.column).find_all("button")
            if label in (one.get_text(), one.get("aria-label"))
        )
        own = self.column.find(id=found["form"]) if found.get("form") else found.find_parent("form")
        form = own if found.get("type") == "submit" else None
        pressed = form or found
        posted = {**(filled(form) if form else {}), **{f"a.{name}": value for name, value in values.items()}}
        posted |= json.loads(str(found.get("hx-vals", "{}")))
        self._take(self.visitor.post(str(pressed["hx-post"]), posted))
        return self

    def change(self, step: str) -> "Walk":
        return self.press("Change", self.card(step)) if self.card(step).find("button", string="Change") else self

    def until(self, words: str) -> "Walk":
        """Look again, as the page does each second, until the words are there."""
        until(lambda: words in self.reload().text, what=words)
        return self


def posted_names(form: Tag) -> list[str]:
    return [str(one["name"]) for one in form.find_all(FIELDS) if one.get("name")]


def filled(form: Tag) -> dict[str, str | list[str]]:
    """Names and values of a form as it stands."""
    found: dict[str, str | list[str]] = {}
    for one in form.find_all(FIELDS):
        name, kind = str(one.get("name", "")), one.get("type")
        if not name or (kind in ("checkbox", "radio") and not one.has_attr("checked")):
            continue
        value = _value(one)
        found[name] = [*found.get(name, []), value] if kind == "checkbox" else value
    return found


def _value(one: Tag) -> str:
    if one.name == "textarea":
        return one.get_text().replace("\n", "\r\n")
    if one.name == "select":
        options = one.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")] or options[:1]
        return str(chosen[0].get("value", chosen[0].get_text())) if chosen else ""
    return str(one.get("value", "on" if one.get("type") == "checkbox" else ""))
