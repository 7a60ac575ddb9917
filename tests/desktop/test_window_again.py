"""The real window of the real app from one start to the next."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.display import PROGRAM, Display, RealWindow, until

Real = Callable[..., RealWindow]
OURS = "^Pipulate Desktop$"


def command(tmp_path: Path, *more: str) -> list[str]:
    return [
        *PROGRAM,
        "--data-dir",
        str(tmp_path / "data"),
        "--downloads-dir",
        str(tmp_path / "downloads"),
        *more,
    ]


def started(display: Display, tmp_path: Path, *more: str) -> subprocess.Popen[bytes]:
    """The app, with its window on the screen."""
    until(lambda: not display.windows(OURS), what="the end of an earlier window")
    environment = {**display.environment(), "HOME": str(tmp_path)}
    process = subprocess.Popen(command(tmp_path, *more), env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL)
    display.wait_for(OURS)
    return process


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    assert process.wait(20) == 0


def geometry(display: Display) -> tuple[int, ...]:
    """The page's left, top, width and height on the screen."""
    window = until(lambda: display.windows(OURS), what="the window")[-1]
    asked = ["xwininfo", "-id", window]
    told = subprocess.run(asked, env=display.environment(), capture_output=True, text=True, check=True).stdout
    wanted = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
    return tuple(int(re.findall(rf"{name}:\s+(-?\d+)", told)[0]) for name in wanted)


def stored(tmp_path: Path) -> dict[str, object]:
    return dict(json.loads((tmp_path / "data" / "window.json").read_text()))


def test_a_second_start_brings_the_first_to_the_front_and_ends(
    real_window: Real, xvfb: Display, tmp_path: Path
) -> None:
    window = real_window()
    expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    ours = window.window()
    environment = {**xvfb.environment(), "HOME": str(tmp_path)}
    other = subprocess.Popen(["xmessage", "-title", "another program", "in front"], env=environment)
    try:
        xvfb.wait_for("^another program$")
        until(lambda: xvfb.xdotool("getactivewindow") != ours, what="another window in front")
        subprocess.run(command(tmp_path), env=environment, timeout=60, check=True)
        until(lambda: xvfb.xdotool("getactivewindow") == ours, what="our window in front")
    finally:
        other.kill()
        other.wait(20)
    xvfb.xdotool("windowminimize", ours)
    until(lambda: ours not in xvfb.windows(OURS), what="a minimised window")
    subprocess.run(command(tmp_path), env=environment, timeout=60, check=True)
    until(lambda: ours in xvfb.windows(OURS), what="our window back")
    assert window.close() == 0


def test_it_comes_to_the_front_where_no_window_may_push_in(guarded: Display, tmp_path: Path) -> None:
    process = started(guarded, tmp_path)
    ours = guarded.windows(OURS)[-1]
    environment = {**guarded.environment(), "HOME": str(tmp_path)}
    other = subprocess.Popen(["xmessage", "-title", "another program", "in front"], env=environment)
    try:
        guarded.click(guarded.wait_for("^another program$"), 5, 5)
        until(lambda: guarded.xdotool("getactivewindow") != ours, what="another window in front")
        subprocess.run(command(tmp_path), env=environment, timeout=60, check=True)
        until(lambda: guarded.xdotool("getactivewindow") == ours, what="our window in front")
    finally:
        other.kill()
        other.wait(10)
    ended(process)


def test_after_a_kill_it_starts_again_and_other_commands_are_never_held_up(xvfb: Display, tmp_path: Path) -> None:
    process = started(xvfb, tmp_path)
    until((tmp_path / "data" / "window.door").exists, what="the door")
    environment = {**xvfb.environment(), "HOME": str(tmp_path)}
    doctor = command(tmp_path)
    doctor.insert(1, "doctor")
    assert subprocess.run(doctor, env=environment, timeout=60, capture_output=True, check=False).returncode in (0, 1)
    served = subprocess.Popen(
        command(tmp_path, "--browser", "--no-open"), env=environment, stdout=subprocess.PIPE, text=True
    )
    assert served.stdout
    assert served.stdout.readline().startswith("http://127.0.0.1")
    served.terminate()
    served.wait(20)
    served.stdout.close()
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    until(lambda: not xvfb.windows(OURS), what="the end of the window")
    ended(started(xvfb, tmp_path))


def drawn(window: RealWindow, wide: str) -> None:
    """The app knows of its new width, not the screen alone."""
    until(lambda: window.page.evaluate(f"innerWidth {wide}"), what=f"a page of width {wide}")


def test_the_window_is_where_it_was_after_ten_restarts(real_window: Real, xvfb: Display, tmp_path: Path) -> None:
    window = real_window()
    ours = window.window()
    xvfb.xdotool("windowmove", "--sync", ours, "150", "90")
    xvfb.xdotool("windowsize", "--sync", ours, "901", "703")
    until(lambda: geometry(xvfb)[2:] == (901, 703), what="the new size")
    drawn(window, "== 901")
    first = geometry(xvfb)
    assert window.close() == 0
    for _ in range(10):
        process = started(xvfb, tmp_path)
        until(lambda: geometry(xvfb) == first, what=f"the window at {first}")
        ended(process)


def test_a_maximised_window_comes_back_so_and_knows_its_former_size(
    real_window: Real, xvfb: Display, tmp_path: Path
) -> None:
    window = real_window()
    ours = window.window()
    xvfb.xdotool("windowsize", "--sync", ours, "800", "600")
    until(lambda: geometry(xvfb)[2:] == (800, 600), what="the size")
    drawn(window, "== 800")
    before = geometry(xvfb)
    maximise = ["wmctrl", "-ir", hex(int(ours)), "-b"]
    subprocess.run([*maximise, "add,maximized_vert,maximized_horz"], env=xvfb.environment(), check=True)
    drawn(window, "> 1300")
    assert window.close() == 0
    place = stored(tmp_path)["place"]
    assert isinstance(place, dict)
    assert (place["maximised"], place["width"], place["height"]) == (True, 800, 600)
    process = started(xvfb, tmp_path)
    until(lambda: geometry(xvfb)[2] > 1300, what="a maximised window again")
    back = ["wmctrl", "-ir", hex(int(xvfb.windows(OURS)[-1])), "-b", "remove,maximized_vert,maximized_horz"]
    subprocess.run(back, env=xvfb.environment(), check=True)
    until(lambda: geometry(xvfb) == before, what="the former size and place")
    ended(process)


def test_a_window_of_a_screen_that_is_gone_can_be_seen(xvfb: Display, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    place = {"width": 700, "height": 500, "x": 5000, "y": 3000, "maximised": False}
    written = json.dumps({"place": place, "page": "/", "theme": ""})
    (tmp_path / "data" / "window.json").write_text(written)
    process = started(xvfb, tmp_path)

    def seen() -> bool:
        left, top, *size = geometry(xvfb)
        return size == [700, 500] and 0 <= left <= 700 and 0 <= top <= 500

    until(seen, what="a window of its size on the screen")
    ended(process)


def test_the_page_is_opened_again_while_it_is_there(real_window: Real, tmp_path: Path) -> None:
    window = real_window()
    window.menu("Go", "Hello World")
    expect(window.page).to_have_url(re.compile("/apps/hello$"))
    memory = tmp_path / "data" / "window.json"
    until(lambda: memory.exists() and "/apps/hello" in memory.read_text(), what="the page in memory")
    assert window.close() == 0
    again = real_window()
    expect(again.page).to_have_url(re.compile("/apps/hello$"))
    assert again.close() == 0
    memory = stored(tmp_path) | {"page": "/apps/a-plugin-that-is-gone"}
    (tmp_path / "data" / "window.json").write_text(json.dumps(memory))
    home = real_window()
    expect(home.page).to_have_url(re.compile(":[0-9]+/$"))
    assert home.close() == 0


def test_a_new_window_can_be_asked_for(xvfb: Display, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    place = {"width": 600, "height": 500, "x": 40, "y": 50, "maximised": False}
    (tmp_path / "data" / "window.json").write_text(json.dumps({"place": place, "page": "/about", "theme": "dark"}))
    process = started(xvfb, tmp_path, "--reset-window")
    until(lambda: geometry(xvfb)[2:] == (1200, 820), what="the size of a new window")
    ended(process)
