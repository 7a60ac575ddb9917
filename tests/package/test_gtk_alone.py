"""The installed program keeps to itself: whom it listens to, who can read its files, and no network to start with."""

from __future__ import annotations

import pwd
import stat
import subprocess
from pathlib import Path

from tests.display import until
from tests.files import files_below
from tests.package.opened import DATA, LOG, Desk, Opened
from tests.package.person import Account, Person

LOOPBACK, LISTENS = "0100007F", "0A"
"""127.0.0.1 and the state of a socket, as Linux writes them in its tables."""
OFFLINE = 'ip link set lo up && exec "$@"'


def listened_at(user: Account) -> list[str]:
    """The addresses at which processes of this account wait for others."""
    number, found = str(pwd.getpwnam(user.name).pw_uid), []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
            _, local, _, state, _, _, _, owner, *_ = line.split()
            if (state, owner) == (LISTENS, number):
                found.append(local.partition(":")[0])
    return found


def test_nobody_else_reaches_it_or_reads_what_it_keeps(at_desk: Desk, person: Person) -> None:
    opened = at_desk.open()
    person.press("Try it with demo data", then="Name of the pipeline")
    person.press("Open", ("push button",), then="Project address")
    addresses = listened_at(at_desk.user)
    assert len(addresses) >= 3, "the app, whoever starts it again, the demo"
    assert set(addresses) == {LOOPBACK}
    kept = [*files_below(at_desk.user.home / DATA), *files_below((at_desk.user.home / LOG).parent)]
    assert {"pipulate.sqlite3", "pipulate.log"} <= {path.name for path in kept}
    assert [path for path in kept if others_may(path) and others_may(path.parent)] == []
    assert opened.terminate() == 0


def others_may(path: Path) -> bool:
    """Whether anybody but its owner may do anything with it; nobody may with what is gone meanwhile."""
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    except FileNotFoundError:
        return False


def test_without_a_network_it_opens_all_the_same(at_desk: Desk) -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    within = ["unshare", "--net", "sh", "-c", OFFLINE, "sh"]
    opened = Opened(at_desk.user, at_desk.user.start(at_desk.command, within=within, **quiet))
    at_desk.begun.append(opened)
    log = at_desk.user.home / LOG
    until(lambda: log.exists() and "the window shows /\n" in at_desk.log(), 60, "the first page")
    until(lambda: opened.picture("%k") > 30, what="a painted window")
    assert " ERROR " not in at_desk.log()
    assert opened.terminate() == 0
