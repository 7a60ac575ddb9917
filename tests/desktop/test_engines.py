"""Engines that cannot be run from a checkout, beside stand-ins for what Windows, macOS and GTK have."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.dark import DARK, LIGHT, paper
from desktop.engine import Engine
from desktop.engine_gtk import GtkEngine
from desktop.engine_mac import FULL_SCREEN, MacEngine
from desktop.engine_qt import QtEngine
from desktop.engine_windows import WindowsEngine
from desktop.engines import engine_of
from desktop.remembered import Place

PLACE = Place(1000, 700, 120, 80)


def area(x: float, y: float, width: float, height: float) -> SimpleNamespace:
    return SimpleNamespace(X=x, Y=y, Width=width, Height=height)


@dataclass
class Form:
    """A WinForms window as pywebview makes it: in pixels of the screen, cut to whole ones."""

    Left: int
    Top: int
    Width: int
    Height: int
    _scale: float = 1.0
    WindowState: str = "Normal"
    is_fullscreen: bool = False

    @classmethod
    def made(cls, place: Place, scale: float) -> Form:
        return cls(*(int(pixels * scale) for pixels in (place.x or 0, place.y or 0, place.width, place.height)), scale)

    @property
    def Bounds(self) -> SimpleNamespace:
        return area(self.Left, self.Top, self.Width, self.Height)

    RestoreBounds = Bounds


@pytest.fixture
def monitors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A big screen, and the first one to its right; both drawn twice as large."""
    there = [
        SimpleNamespace(Primary=False, WorkingArea=area(-5120, 0, 5120, 2800)),
        SimpleNamespace(Primary=True, WorkingArea=area(0, 0, 3840, 2080)),
    ]
    for name in ("System", "System.Windows", "System.Windows.Forms"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    vars(sys.modules["System.Windows.Forms"])["Screen"] = SimpleNamespace(AllScreens=there)


@given(
    scale=st.sampled_from([1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 3.0]),
    x=st.integers(-5_000, 5_000),
    y=st.integers(-5_000, 5_000),
    width=st.integers(480, 6_000),
    height=st.integers(400, 6_000),
)
def test_a_window_of_windows_does_not_creep_whatever_the_screens_scale(
    scale: float, x: int, y: int, width: int, height: int
) -> None:
    place = Place(width, height, x, y)
    assert WindowsEngine(Form.made(place, scale)).place() == place


def test_windows_tells_where_a_maximised_window_goes_back_to_and_nothing_of_a_full_screen() -> None:
    form = Form.made(PLACE, 1.5)
    form.WindowState = "Maximized"
    assert WindowsEngine(form).place() == Place(1000, 700, 120, 80, maximised=True)
    form.is_fullscreen = True
    assert WindowsEngine(form).place() is None


@pytest.mark.parametrize(
    ("place", "put"),
    [
        (PLACE, (240, 160, 2000, 1400)),  # as pywebview made it
        (Place(1000, 400, -1200, 10), (-2400, 20, 2000, 800)),
        (Place(900, 500, 4000, 80), (1020, 540, 1800, 1000)),  # a screen that is gone: the middle of the first
    ],
)
@pytest.mark.usefixtures("monitors")
def test_windows_brings_back_what_no_screen_shows(place: Place, put: tuple[int, ...]) -> None:
    form = Form.made(place, 2.0)
    WindowsEngine(form).put(place)
    assert (form.Left, form.Top, form.Width, form.Height) == put


def test_windows_minimised_window_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[int, int]] = []
    user32 = SimpleNamespace(IsIconic=lambda handle: handle == 7, ShowWindow=lambda *told: shown.append(told))
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(user32=user32), raising=False)
    for handle in (7, 8):
        native = SimpleNamespace(Handle=SimpleNamespace(ToInt32=lambda handle=handle: handle))
        assert WindowsEngine(native).to_front("") is False
    assert shown == [(7, 9)]


class Told(list[Callable[..., None]]):
    """An event of .NET's: who hears it is added."""

    def __iadd__(self, heard: Any) -> Told:  # type: ignore[override,misc]
        self.append(heard)
        return self


def test_webview2_tells_that_the_page_died_and_that_it_will_never_show_one_again() -> None:
    died: list[str] = []
    core = SimpleNamespace(ProcessFailed=Told())
    native = SimpleNamespace(webview=SimpleNamespace(CoreWebView2InitializationCompleted=Told()))
    WindowsEngine(native).when_page_dies(lambda: died.append("the page"))
    WindowsEngine(native).when_view_dies(lambda: died.append("all"))
    for view in (None, core):
        for heard in native.webview.CoreWebView2InitializationCompleted:
            heard(SimpleNamespace(CoreWebView2=view), None)
    for kind in ("GpuProcessExited", "RenderProcessExited", "BrowserProcessExited"):
        for heard in core.ProcessFailed:
            heard(None, SimpleNamespace(ProcessFailedKind=kind))
    assert died == ["the page", "all"]


@pytest.mark.parametrize(
    ("wanted", "theme", "colour"),
    [(True, "Adwaita", DARK), (False, "Yaru-dark", DARK), (False, "Adwaita", LIGHT), (False, None, LIGHT)],
)
def test_before_its_page_a_gtk_window_is_as_dark_as_the_system(
    wanted: bool, theme: str | None, colour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = SimpleNamespace(gtk_application_prefer_dark_theme=wanted, gtk_theme_name=theme)
    gtk = SimpleNamespace(Settings=SimpleNamespace(get_default=lambda: SimpleNamespace(props=told)))
    for name in ("gi", "gi.repository"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    vars(sys.modules["gi.repository"])["Gtk"] = gtk
    assert paper("", "gtkwebkit2") == colour
    assert paper("light", "gtkwebkit2") == LIGHT


@dataclass
class Mac:
    """AppKit, with one screen that is 900 high, of which the Dock takes 70 and the menu bar 25."""

    heard: dict[str, Callable[[object], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    signals: dict[int, Callable[[int], None]] = field(default_factory=dict)

    def rectangle(self, x: float, y: float, width: float, height: float) -> SimpleNamespace:
        return SimpleNamespace(origin=SimpleNamespace(x=x, y=y), size=SimpleNamespace(width=width, height=height))

    def screen(self) -> SimpleNamespace:
        return SimpleNamespace(
            frame=lambda: self.rectangle(0, 0, 1440, 900), visibleFrame=lambda: self.rectangle(0, 70, 1440, 805)
        )

    def hear(self, name: str, _object: None, _queue: None, block: Callable[[object], None]) -> object:
        self.heard[name] = block
        return object()


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mac]:
    it = Mac()
    centre = SimpleNamespace(addObserverForName_object_queue_usingBlock_=it.hear)
    modules: dict[str, dict[str, object]] = {
        "AppKit": {
            "NSScreen": SimpleNamespace(screens=lambda: [it.screen()]),
            "NSMakeRect": it.rectangle,
            "NSApp": SimpleNamespace(
                hide_=lambda _: it.asked.append("hide"), unhide_=lambda _: it.asked.append("unhide")
            ),
            "NSNotificationCenter": SimpleNamespace(defaultCenter=lambda: centre),
            "NSApplicationDidUnhideNotification": "unhidden",
            "NSApplicationWillTerminateNotification": "ends",
        },
        "PyObjCTools": {
            "AppHelper": SimpleNamespace(callAfter=lambda do, *told: do(*told)),
            "MachSignals": SimpleNamespace(signal=it.signals.__setitem__),
        },
    }
    for name, names in modules.items():
        module = ModuleType(name)
        vars(module).update(names)
        monkeypatch.setitem(sys.modules, name, module)
    before = signal.getsignal(signal.SIGTERM)
    yield it
    signal.signal(signal.SIGTERM, before)


@dataclass
class MacWindow:
    """An NSWindow and pywebview's delegate of it."""

    mac: Mac
    at: SimpleNamespace
    mask: int = 15
    zoomed: bool = False
    may_close: bool = True
    minimised: bool = False

    def frame(self) -> SimpleNamespace:
        return self.at

    def setFrame_display_(self, frame: SimpleNamespace, _display: bool) -> None:
        self.at = frame

    def styleMask(self) -> int:
        return self.mask

    def isZoomed(self) -> bool:
        return self.zoomed

    def isMiniaturized(self) -> bool:
        return self.minimised

    def deminiaturize_(self, _: None) -> None:
        self.minimised = False

    def delegate(self) -> SimpleNamespace:
        return SimpleNamespace(windowShouldClose_=lambda _: self.may_close)

    def close(self) -> None:
        self.mac.asked.append("close")


def test_a_window_of_macos_is_where_it_was(mac: Mac) -> None:
    window = MacWindow(mac, mac.rectangle(0, 0, 1, 1))
    engine = MacEngine(window)
    engine.put(PLACE)
    assert (window.at.origin.x, window.at.origin.y) == (120, 900 - 80 - 700)
    assert engine.place() == PLACE
    window.zoomed = True
    assert engine.place() == Place(1000, 700, 120, 80, maximised=True)
    window.mask |= FULL_SCREEN
    assert engine.place() is None


def test_a_window_of_macos_never_begins_above_the_screen_or_is_larger(mac: Mac) -> None:
    window = MacWindow(mac, mac.rectangle(0, 0, 1, 1))
    MacEngine(window).put(Place(3000, 2000, -9000, -9000))
    told = MacEngine(window).place()
    assert told == Place(1440, 805, 0, 25)


def test_quit_on_macos_asks_as_the_windows_own_button_does(mac: Mac) -> None:
    window = MacWindow(mac, mac.rectangle(0, 0, 1, 1), may_close=False)
    assert MacEngine(window).close()
    assert mac.asked == []
    window.may_close = True
    assert MacEngine(window).close()
    assert mac.asked == ["close"]


def test_a_hidden_window_comes_back_by_the_dock_and_cmd_q_closes_everything(mac: Mac) -> None:
    told: list[str] = []
    signal.signal(signal.SIGTERM, lambda *_: told.append("term"))
    window = MacWindow(mac, mac.rectangle(0, 0, 1, 1), minimised=True)
    engine = MacEngine(window)
    engine.hear(lambda: told.append("back"), lambda: told.append("ended"))
    assert engine.hide()
    mac.heard["unhidden"](None)
    mac.heard["ends"](None)
    mac.signals[signal.SIGTERM](signal.SIGTERM)
    assert told == ["back", "ended", "term"]
    assert engine.to_front("") is False
    assert mac.asked == ["hide", "unhide"]
    assert not window.minimised


@pytest.mark.parametrize(
    ("renderer", "platform", "kind"),
    [
        ("qtwebengine", "linux", QtEngine),
        ("gtkwebkit2", "linux", GtkEngine),
        ("edgechromium", "win32", WindowsEngine),
        ("wkwebview", "darwin", MacEngine),
    ],
)
def test_whatever_an_engine_does_is_asked_of_it(
    renderer: str, platform: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    found, plain = engine_of(renderer, SimpleNamespace()), Engine()
    own = {name for name in Engine._fields if getattr(found, name) != getattr(plain, name)}
    assert own == {name for name in vars(kind) if not name.startswith("_")}
