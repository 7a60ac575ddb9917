"""What a screen reader is told: run by the system's Python as the user whose window it is.

For each line on standard input one line of JSON: what is showing in the program's window, in reading order, each with
role, name, text, place on the screen and the states that matter.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  # the version is asked for first

STATES = {
    "focused": Atspi.StateType.FOCUSED,
    "checked": Atspi.StateType.CHECKED,
    "enabled": Atspi.StateType.ENABLED,
    "busy": Atspi.StateType.BUSY,
}


def seen(one, out):
    try:
        states = one.get_state_set()
        role = one.get_role_name()
        if not states.contains(Atspi.StateType.SHOWING) and role != "application":
            return
        told = {"role": role, "name": one.get_name() or "", "text": "", "x": 0, "y": 0, "width": 0, "height": 0}
        component = one.get_component_iface()
        if component:
            place = component.get_extents(Atspi.CoordType.SCREEN)
            told.update(x=place.x, y=place.y, width=place.width, height=place.height)
        text = one.get_text_iface()
        if text:
            told["text"] = Atspi.Text.get_text(text, 0, -1)
        told.update({name: bool(states.contains(state)) for name, state in STATES.items()})
        out.append(told)
        for index in range(one.get_child_count()):
            child = one.get_child_at_index(index)
            if child:
                seen(child, out)
    except GLib.Error:  # it went away while it was looked at
        return


def main():
    for _ in sys.stdin:
        found = []
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            program = desktop.get_child_at_index(index)
            if program and program.get_name() == sys.argv[1]:
                program.clear_cache()
                seen(program, found)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


main()
