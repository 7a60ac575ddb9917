"""What goes into the packages: decided by functions of ours, so it can be asked without building anything."""

from __future__ import annotations

import configparser
import gzip
import re
import subprocess
import sys
import xml.etree.ElementTree
from importlib.metadata import distribution
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from desktop.packaging import bundle, icons
from desktop.packaging.bundle import Engine
from desktop.packaging.linux import contents
from desktop.packaging.pins import LOCK, pins
from tests.display import ROOT

QT = "PySide6/Qt"
SITE = "/venv/lib/python3.11/site-packages"


def binary(name: str) -> bundle.Entry:
    return (name, f"{SITE}/{name}", "BINARY")


@pytest.mark.parametrize(
    ("platform", "wanted", "engine"),
    [
        ("linux", None, Engine.QT),
        ("linux", "gtk", Engine.GTK),
        ("win32", None, Engine.NATIVE),
        ("darwin", "native", Engine.NATIVE),
    ],
)
def test_each_system_has_its_engine(platform: str, wanted: str | None, engine: Engine) -> None:
    assert bundle.engine(platform, wanted) is engine


@pytest.mark.parametrize(("platform", "wanted"), [("win32", "qt"), ("darwin", "gtk"), ("linux", "native")])
def test_an_engine_of_another_system_is_refused(platform: str, wanted: str) -> None:
    with pytest.raises(ValueError, match="Linux"):
        bundle.engine(platform, wanted)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (f"{QT}/libexec/QtWebEngineProcess", True),
        (f"{QT}/resources/icudtl.dat", True),
        (f"{QT}/resources/qtwebengine_devtools_resources.pak", False),
        (f"{QT}/translations/qtwebengine_locales/en-US.pak", True),
        (f"{QT}/translations/qtwebengine_locales/de.pak", False),
        (f"{QT}/plugins/platforms/libqxcb.so", True),
        (f"{QT}/plugins/platforms/libqoffscreen.so", True),
        (f"{QT}/plugins/platforms/libqwayland.so", True),
        (f"{QT}/plugins/platformthemes/libqgtk3.so", False),
        (f"{QT}/plugins/multimedia/libffmpegmediaplugin.so", False),
        (f"{QT}/qml/QtQuick/libqtquick2plugin.so", False),
        ("plugins/50_botify_export.py", True),
        ("assets/app.css", True),
        ("libstdc++.so.6", False),
        ("libnss3.so", True),
    ],
)
def test_of_qt_there_is_what_the_window_needs(name: str, kept: bool) -> None:
    assert bundle.kept(binary(name), Engine.QT) is kept


@pytest.mark.parametrize(
    ("name", "source", "kept"),
    [
        ("libgtk-3.so.0", "/usr/lib/x86_64-linux-gnu/libgtk-3.so.0", False),
        ("gi_typelibs/Gtk-3.0.typelib", "/usr/lib/x86_64-linux-gnu/girepository-1.0/Gtk-3.0.typelib", False),
        ("share/icons/Adwaita/cursors/hand", "hand2", False),
        ("gi/_gi.cpython-311-x86_64-linux-gnu.so", "/usr/lib/python3/dist-packages/gi/_gi.so", True),
        ("assets/app.css", "/home/somebody/pipulate/assets/app.css", True),
        ("_duckdb.so", f"{SITE}/_duckdb.so", True),
    ],
)
def test_of_gtk_the_bindings_alone_come_along(name: str, source: str, kept: bool) -> None:
    assert bundle.kept((name, source, "BINARY"), Engine.GTK) is kept


@pytest.mark.parametrize("engine", Engine)
def test_what_runs_of_the_checkout_left_behind_stays_out(engine: Engine) -> None:
    name = "plugins/tests/__pycache__/test_tasks.cpython-311.pyc"
    assert not bundle.kept((name, f"/home/somebody/pipulate/{name}", "DATA"), engine)


def test_a_library_that_nothing_needs_any_more_stays_out() -> None:
    needs = {
        f"{SITE}/PySide6/QtCore.abi3.so": ["libQt6Core.so.6"],
        f"{SITE}/{QT}/lib/libQt6Core.so.6": ["libicu.so.73", "libc.so.6"],
        f"{SITE}/{QT}/lib/libQt6Quick3D.so.6": ["libQt6Core.so.6"],
    }
    core, icu, quick = (binary(f"{QT}/lib/lib{name}") for name in ("Qt6Core.so.6", "icu.so.73", "Qt6Quick3D.so.6"))
    plugin = binary(f"{QT}/plugins/tls/libqopensslbackend.so")
    module = ("PySide6/QtCore.abi3.so", f"{SITE}/PySide6/QtCore.abi3.so", "EXTENSION")
    link, dangling = ("libQt6Core.so.6", f"{QT}/lib/libQt6Core.so.6", "SYMLINK"), ("libQt6Quick3D.so.6", "x", "SYMLINK")
    nss, page = binary("libsoftokn3.so"), ("assets/app.css", "/x/app.css", "DATA")
    entries = [core, icu, quick, plugin, module, link, dangling, nss, page]
    kept = bundle.reached(entries, lambda file: needs.get(file, []))
    assert kept == [core, icu, plugin, module, link, nss, page]


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"))), st.sets(st.sampled_from("abc")))
def test_whatever_is_kept_finds_the_libraries_it_needs(needs: dict[str, set[str]], roots: set[str]) -> None:
    libraries = [binary(f"lib{name}.so") for name in "abcdef"]
    programs = [(name, f"/{name}", "EXTENSION") for name in sorted(roots)]

    def asked(file: str) -> list[str]:
        return [f"lib{name}.so" for name in needs.get(Path(file).stem.removeprefix("lib"), ())]

    kept = {entry[0] for entry in bundle.reached([*libraries, *programs], asked)}
    for entry in [*libraries, *programs]:
        assert entry[0] not in kept or set(asked(entry[1])) <= kept


def test_a_plugin_finds_the_standard_library() -> None:
    there = set(bundle.for_plugins())
    wanted = {"csv", "sqlite3", "statistics", "zoneinfo", "xml.etree.ElementTree", "email.message", "tomllib", "duckdb"}
    assert wanted <= there
    assert not {"tkinter", "test", "idlelib"} & {name.split(".")[0] for name in there}


def test_the_picture_files_show_todays_drawing(tmp_path: Path) -> None:
    icons.ico(tmp_path / "icon.ico")
    icons.icns(tmp_path / "icon.icns")
    for kept, made in ((icons.ICO, tmp_path / "icon.ico"), (icons.ICNS, tmp_path / "icon.icns")):
        with Image.open(kept) as one, Image.open(made) as other:
            assert one.info["sizes"] == other.info["sizes"]
            assert ImageChops.difference(one.convert("RGBA"), other.convert("RGBA")).getbbox() is None


def test_every_size_that_windows_and_macos_ask_for_is_there() -> None:
    with Image.open(icons.ICO) as one:
        assert one.info["sizes"] == {(size, size) for size in icons.WINDOWS}
    with Image.open(icons.ICNS) as one:
        assert {size * scale for size, _, scale in one.info["sizes"]} >= {32, 64, 256, 512, 1024}


def test_at_16_pixels_the_icon_has_sharp_edges() -> None:
    """The pipe and its ends fill whole pixels, so that they are not smeared over two."""
    small = icons.drawn(16)
    assert [small.getpixel((x, 8)) for x in (6, 7, 8, 9)] == [
        (11, 110, 110, 255),
        (255, 255, 255, 255),
        (255, 255, 255, 255),
        (11, 110, 110, 255),
    ]


def test_the_trees_of_the_deb_are_dated_and_versioned(tmp_path: Path) -> None:
    contents.share(tmp_path, "1.2.3", 1_750_000_000)
    told = xml.etree.ElementTree.parse(tmp_path / "metainfo" / contents.METAINFO)
    release = told.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": "1.2.3", "date": "2025-06-15"}
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(tmp_path / "applications" / "pipulate-desktop.desktop")
    icon = entry["Desktop Entry"]["Icon"]
    sizes = {path.parents[1].name for path in tmp_path.glob(f"icons/hicolor/*/apps/{icon}.*")}
    assert sizes == {"scalable", *(f"{size}x{size}" for size in icons.LINUX)}
    launchable = told.find("launchable")
    assert launchable is not None
    assert launchable.text == "pipulate-desktop.desktop"


def test_the_licences_of_what_is_inside_come_along() -> None:
    text = contents.licences(["httpx", "a-package-for-another-system"])
    assert re.match(r"httpx \S+: BSD", text)
    assert "Redistribution and use" in text


def test_the_man_page_tells_of_every_option_and_command(tmp_path: Path) -> None:
    contents.share(tmp_path, "1.2.3", 1_750_000_000)
    page = gzip.decompress((tmp_path / "man/man1/pipulate-desktop.1.gz").read_bytes()).decode()
    helped = subprocess.run([sys.executable, "-m", "desktop", "--help"], capture_output=True, text=True, check=True)
    promised = set(re.findall(r"--[a-z][a-z-]+|(?<=^    )[a-z-]+", helped.stdout, re.MULTILINE))
    assert len(promised) > 9
    assert {word for word in promised if word not in page.replace("\\-", "-")} == set()
    assert not re.search(r"@[A-Z]+@|SUPPRESS", page)


def test_what_shows_messages_on_windows_is_inside_with_all_that_it_imports_itself() -> None:
    inside = set(bundle.of_windows(pin.name for pin in pins(LOCK.read_text("utf-8"))))
    assert {"winrt.windows.foundation", "winrt.windows.foundation.collections"} < inside
    package = distribution("desktop-notifier").locate_file("desktop_notifier")
    imported = re.findall(r"from (winrt\.windows\.\S+) import", (Path(str(package)) / "backends/winrt.py").read_text())
    assert set(imported) < inside


def test_pins_are_found_with_the_systems_they_are_for() -> None:
    found = pins(LOCK.read_text("utf-8"))
    assert {"duckdb", "pywebview", "httpx"} <= {pin.name for pin in found}
    assert next(pin.marker for pin in found if pin.name == "pyside6-webengine") == "sys_platform == 'linux'"


@pytest.mark.parametrize("script", sorted((ROOT / "desktop/packaging").rglob("*.sh")), ids=lambda file: file.name)
def test_the_packaging_scripts_can_be_run(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)
