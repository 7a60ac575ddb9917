"""What the installed program's window remembers from one start to the next."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import Any

from tests.display import display_with, until
from tests.package.opened import END, Desk, Opened, desk
from tests.package.person import Person, Seen, account


def resized(opened: Opened, person: Person, width: int, height: int) -> None:
    """The app knows of its new size, not the screen alone."""
    opened.display.xdotool("windowsize", "--sync", opened.window(), str(width), str(height))
    until(lambda: opened.place()[2:] == (width, height), what="the new size")
    until(
        lambda: [one.width for one in person.look("around") if one.role == "menu bar"] == [width], what="the new width"
    )


def stored_place(at_desk: Desk) -> dict[str, Any]:
    return dict(json.loads(at_desk.stored("window.json").read_text("utf-8"))["place"])


def remembering(at_desk: Desk, **remembered: Any) -> None:
    """As if an earlier window had been like that."""
    file = at_desk.stored("window.json")
    file.parent.mkdir(parents=True, mode=0o700)
    place = {"width": 700, "height": 500, "x": 40, "y": 50, "maximised": False}
    file.write_text(json.dumps({"place": place, "page": "/", "theme": ""} | remembered), "utf-8")
    at_desk.user.owns(at_desk.user.home)


def heading(person: Person, name: str) -> Seen:
    return person.find(name, ("heading",))


def test_the_window_is_where_it_was_after_ten_restarts(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open()
    opened.display.xdotool("windowmove", "--sync", opened.window(), "150", "90")
    resized(opened, person, 901, 703)
    place = opened.place()
    assert opened.terminate() == 0
    for _ in range(10):
        opened = at_desk.open()
        until(lambda opened=opened: opened.place() == place, what=f"the window at {place}")
        opened.process.terminate()
        assert opened.process.wait(END) == 0
    assert "nobody caught" not in at_desk.log()
    assert stored_place(at_desk) | {"x": 0, "y": 0} == {"width": 901, "height": 703, "x": 0, "y": 0, "maximised": False}


def test_a_maximised_window_comes_back_so_and_goes_back_to_its_size_and_place(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open()
    opened.display.xdotool("windowmove", "--sync", opened.window(), "160", "70")
    resized(opened, person, 800, 600)
    before = opened.place()
    opened.maximise()
    until(lambda: opened.place()[2] > 1300, what="the maximised window")
    assert opened.terminate() == 0
    place = stored_place(at_desk)
    assert (place["maximised"], place["width"], place["height"]) == (True, 800, 600)
    opened = at_desk.open()
    until(lambda: opened.place()[2] > 1300, what="a maximised window again")
    assert opened.terminate() == 0
    opened = at_desk.open()
    until(lambda: opened.place()[2] > 1300, what="a maximised window the third time")
    opened.maximise("remove")
    until(lambda: opened.place() == before, what=f"the window at {before}")
    opened.manage("-r", opened.window(), "-b", "add,fullscreen")
    until(lambda: opened.place()[2:] == (1400, 1000), what="the full screen")
    assert opened.terminate() == 0
    assert stored_place(at_desk) == place | {"maximised": False}


def test_a_place_on_the_way_to_the_full_screen_is_not_remembered(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open()
    opened.display.xdotool("windowmove", "--sync", opened.window(), "160", "70")
    resized(opened, person, 800, 600)
    opened.process.send_signal(signal.SIGSTOP)  # it hears of all that follows when it is over
    before = opened.place()
    opened.display.xdotool("windowmove", opened.window(), "170", "80")
    until(lambda: opened.place()[:2] != before[:2], what="the move")
    opened.manage("-r", opened.window(), "-b", "add,fullscreen")
    until(lambda: opened.place()[2:] == (1400, 1000), what="the full screen")
    opened.process.send_signal(signal.SIGCONT)
    assert opened.terminate() == 0
    place = stored_place(at_desk)
    assert (place["width"], place["height"]) == (800, 600)
    assert place["x"] >= 160 and place["y"] >= 70


def test_a_window_of_a_screen_that_is_gone_can_be_taken_hold_of(at_desk: Desk) -> None:
    remembering(at_desk, place={"width": 700, "height": 5000, "x": 5000, "y": 3000, "maximised": False})
    opened = at_desk.open()

    def within() -> bool:
        x, y, width, height = opened.place()
        left, right, top, bottom = opened.frame() or (1400,) * 4  # which are told when there is one
        return width == 700 and left <= x <= 1400 - width - right and top <= y <= 1000 - height - bottom

    until(within, what="a window and its frame on the screen")
    assert opened.terminate() == 0


def test_a_window_of_a_part_that_no_screen_shows_any_more_comes_to_one(installed: str) -> None:
    """GTK counts monitors, of which a display in memory has one: it shows this half, then that."""

    def shows(left: int, *before: str) -> None:
        place = ["--setmonitor", f"from{left}", f"700/185x1000/265+{left}+0", "screen"]
        gone = [argument for name in before for argument in ("--delmonitor", name)]
        subprocess.run(["xrandr", *gone, *place], env=display.environment(), capture_output=True, check=True)

    with display_with("openbox") as display, account(display) as user, desk(user, installed) as theirs:
        remembering(theirs, place={"width": 560, "height": 500, "x": 800, "y": 60, "maximised": False})
        for left, before in ((700, []), (0, ["from700"]), (700, ["from0"])):
            shows(left, *before)
            opened = theirs.open()

            def there(o: Opened = opened, x: int = left) -> bool:
                return x <= o.place()[0] <= x + 140 and o.place()[2:] == (560, 500)

            until(there, what=f"the window from {left} on")
            assert opened.terminate() == 0


def test_page_zoom_and_theme_are_as_they_were_until_a_new_window_is_asked_for(at_desk: Desk, person: Person) -> None:
    first = at_desk.open()
    person.find("Try it with demo data")
    assert first.picture("%[fx:mean]") > 0.7
    person.choose("View", "Dark")
    person.press("Guide", ("link",))
    at_desk.loads("/guide")
    usual = heading(person, "Guide").height
    person.keys("ctrl+plus", "ctrl+plus", "ctrl+plus")
    until(lambda: heading(person, "Guide").height > 1.4 * usual, what="a heading that is larger by three steps")
    large = heading(person, "Guide").height
    person.keys("F5")  # which shows what was stored
    at_desk.loads("/guide", times=2)
    until(lambda: heading(person, "Guide").height == large, what="the larger heading")
    until(lambda: first.picture("%[fx:mean]") < 0.3, what="a dark window")
    assert first.terminate() == 0

    again = at_desk.open()
    until(lambda: heading(person, "Guide").height == large, what="the larger heading")
    until(lambda: again.picture("%[fx:mean]") < 0.3, what="a dark window")
    assert again.terminate() == 0

    anew = at_desk.open("--reset-window")
    person.find("Try it with demo data")
    until(lambda: anew.place()[2:] == (1200, 820), what="the size of a new window")
    assert anew.terminate() == 0
