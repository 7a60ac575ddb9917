from pathlib import Path
from types import SimpleNamespace

from server.plugin.testing import Walk

FILE = Path(__file__).with_name("71_check_urls.py")


class Web:
    def get(self, url):
        return SimpleNamespace(status_code=301, headers={"location": "/new"})


def test_each_address_is_checked():
    walk = Walk(FILE, http=Web())
    walk.answer("https://a.example/\nhttps://b.example/")
    assert walk.results["checks"] == {"https://a.example/": [301, "/new"], "https://b.example/": [301, "/new"]}


def test_a_wrong_line_is_told_at_the_field():
    walk = Walk(FILE, http=Web())
    walk.answer("a.example")
    assert walk.problem == "a.example does not begin with http:// or https://."
