"""What a screen reader is told: run by the system's Python as the user whose window it is.

For each line on standard input one line of JSON: what is showing in the program's window, in reading order, each with
role, name, text, place on the screen and the states that matter. "around" leaves out the page, which is quicker.
"""

import json
import sys
from contextlib import suppress

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  # the version is asked for first

STATES = {
    "focused": Atspi.StateType.FOCUSED,
    "checked": Atspi.StateType.CHECKED,
    "enabled": Atspi.StateType.ENABLED,
    "busy": Atspi.StateType.BUSY,
}


PAGE = "document web"


def seen(one, out, page):
    """What this one and those in it show. The window's page hangs below two that say they do not show."""
    try:
        if one.get_state_set().contains(Atspi.StateType.SHOWING):
            out.append(told(one))
        for index in range(one.get_child_count()):
            child = one.get_child_at_index(index)
            if child and (page or child.get_role_name() != PAGE):
                seen(child, out, page)
    except GLib.Error:  # it went away while it was looked at
        return


def told(one):
    states = one.get_state_set()
    line = {"role": one.get_role_name(), "name": one.get_name() or "", "text": ""}
    line.update({name: bool(states.contains(state)) for name, state in STATES.items()})
    component, text = one.get_component_iface(), one.get_text_iface()
    place = component.get_extents(Atspi.CoordType.SCREEN) if component else None
    for name in ("x", "y", "width", "height"):
        line[name] = getattr(place, name) if place else 0
    if text:
        line["text"] = Atspi.Text.get_text(text, 0, -1)
    return line


def main():
    for line in sys.stdin:
        found = []
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            with suppress(GLib.Error):  # a program that is just ending
                program = desktop.get_child_at_index(index)
                if program and program.get_name() == sys.argv[1]:
                    program.clear_cache()
                    seen(program, found, line.strip() != "around")
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


main()
