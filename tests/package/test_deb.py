"""The .deb as a colleague meets it: installed, used, updated, removed, purged."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.display import Display, until
from tests.files import files_below
from tests.package.debian import NAME, PATIENT, done, install, purge, without_package
from tests.package.opened import END, PARTS
from tests.package.person import Account, Person, account
from tests.package.walking import export_the_demo
from tests.whole import walk

DEB_MB, INSTALLED_MB = 50, 180


def newer(deb: Path, folder: Path) -> Path:
    """The same package with a higher version."""
    tree, file = folder / "tree", folder / "newer.deb"
    done("dpkg-deb", "-R", str(deb), str(tree))
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub(r"(?m)^(Version: .*)$", r"\1+next", control.read_text("utf-8")))
    done("dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build", str(tree), str(file))
    return file


def of_the_package() -> list[str]:
    """What lies where the package puts its files, and what dpkg still knows."""
    found = done(
        "find", "/usr", "/etc", "/opt", "/var/lib/dpkg/info", "-name", "*pipulate*", "-not", "-path", "*/proc/*"
    )
    return sorted(line for line in found.splitlines() if "/pyenv/" not in line and "site-packages" not in line)


def test_lintian_finds_no_error_and_what_describes_it_is_valid(deb: Path, tmp_path: Path) -> None:
    assert done("lintian", "--fail-on", "error", "--allow-root", str(deb)).count("\nE:") == 0
    done("dpkg-deb", "-x", str(deb), str(tmp_path))
    share = tmp_path / "usr/share"
    done("desktop-file-validate", str(share / f"applications/{NAME}.desktop"))
    done("appstreamcli", "validate", "--no-net", str(share / "metainfo/com.pipulate.desktop.metainfo.xml"))
    assert not done("man", "--warnings", "-l", "-Tutf8", str(share / f"man/man1/{NAME}.1.gz")).count("warning")


def test_it_is_small(deb: Path) -> None:
    installed = int(done("dpkg-deb", "-f", str(deb), "Installed-Size")) / 1000
    assert deb.stat().st_size / 1e6 <= DEB_MB
    assert installed <= INSTALLED_MB


def test_it_leaves_to_the_system_what_is_the_systems(deb: Path) -> None:
    needs = done("dpkg-deb", "-f", str(deb), "Depends")
    assert all(name in needs for name in ("libc6", "libssl3", "gir1.2-webkit2-4.1", "gir1.2-gtk-3.0"))
    listed = done("dpkg-deb", "-c", str(deb))
    assert not re.search(r"libgtk|libwebkit|libssl|libgobject|\.typelib|PySide6", listed)


def test_it_is_installed_used_updated_removed_and_leaves_the_users_files(
    deb: Path, administrator: None, xvfb: Display, tmp_path: Path
) -> None:
    with without_package(deb), account(xvfb) as user:
        assert of_the_package() == []
        install(deb)
        assert re.match(rf"{NAME} \d", user.said(NAME, "--version"))
        told = user.said(NAME, "doctor")
        assert "The app can work." in told
        assert "WebKitGTK" in told
        export_in_the_window(user)
        install(newer(deb, tmp_path))
        assert "+next" in done("dpkg-query", "--show", NAME)
        go_on_after_the_update(user)
        done(*PATIENT, "remove", NAME)
        assert [path for path in of_the_package() if "dpkg" not in path] == []
        purge()
        assert of_the_package() == []
        assert f"{walk.PLACE.rpartition('/')[2]}" in "".join(map(str, files_below(user.home / "Downloads")))
        assert "Pipulate Desktop" in "".join(map(str, files_below(user.home / ".local/share")))


def export_in_the_window(user: Account) -> None:
    """Somebody tries the demo, and has a file in the end."""
    program = user.start(NAME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    person = Person(user, NAME)
    export_the_demo(person, user.home)
    end(program, person, user)


def go_on_after_the_update(user: Account) -> None:
    """What was begun with the former version is still there."""
    program = user.start(NAME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    person = Person(user, NAME)
    person.press("Pipelines", ("link",), then="default-botify-export-01")
    end(program, person, user)


def end(program: subprocess.Popen[str], person: Person, user: Account) -> None:
    """Quits from the menu; nothing of the program is left running."""
    person.choose("File", "Quit")
    person.gone()
    assert program.wait(END) == 0
    until(lambda: not user.processes(PARTS), what="the end of all its processes")


@pytest.mark.parametrize("command", [("export", "--help"), ("check-plugin", "--help")])
def test_its_commands_are_there(deb: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    done("dpkg-deb", "-x", str(deb), str(tmp_path))
    assert "usage: pipulate-desktop" in done(str(tmp_path / "usr/bin" / NAME), *command)
