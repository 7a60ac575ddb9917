"""Another program's window from which something can be dragged: run by the system's Python, which has GTK.

Its argument is a text, or the address of a file. Each step of a drag is told in a word on standard output: begun,
accepted, refused, over.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402  # the version is asked for first


def say(word):
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def begin(_widget, context):
    context.connect("action-changed", lambda _, action: say("accepted" if action else "refused"))
    say("begun")


def main():
    what = sys.argv[1]
    window = Gtk.Window(title="Another program")
    window.set_default_size(160, 60)
    window.move(0, 0)
    handle = Gtk.EventBox()
    handle.add(Gtk.Label(label="Drag me"))
    window.add(handle)
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    handle.drag_source_add_text_targets()
    if what.startswith("file:"):  # a file manager offers its path, too
        handle.drag_source_add_uri_targets()
    handle.connect("drag-begin", begin)
    handle.connect("drag-end", lambda *_: say("over"))
    handle.connect("drag-data-get", lambda _w, _c, data, *_: data.set_uris([what]) or data.set_text(what, -1))
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    Gtk.main()


main()
