"""A desktop's part in a session, run by the system's Python: it takes messages, and shows files in their folder.

"ready" on standard output, then a line of JSON for each: ["message", its text] or ["shown", the file's address].
"""

import json
import sys

from gi.repository import Gio, GLib

INTERFACES = """
<node>
  <interface name="org.freedesktop.Notifications">
    <method name="Notify">
      <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
      <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
    </method>
    <method name="GetCapabilities"><arg type="as" direction="out"/></method>
    <method name="GetServerInformation">
      <arg type="s" direction="out"/><arg type="s" direction="out"/>
      <arg type="s" direction="out"/><arg type="s" direction="out"/>
    </method>
  </interface>
  <interface name="org.freedesktop.FileManager1">
    <method name="ShowItems"><arg type="as" direction="in"/><arg type="s" direction="in"/></method>
  </interface>
</node>
"""


def say(*words):
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def called(_connection, _sender, _path, _interface, method, given, invocation):
    answers = {
        "Notify": GLib.Variant("(u)", (1,)),
        "GetCapabilities": GLib.Variant("(as)", (["body"],)),
        "GetServerInformation": GLib.Variant("(ssss)", ("stand-in", "tests", "1", "1.2")),
    }
    if method == "Notify":
        say("message", given[4])
    elif method == "ShowItems":
        say("shown", *given[0])
    invocation.return_value(answers.get(method))


def main():
    loop = GLib.MainLoop()
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    for interface in Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces:
        bus.register_object("/" + interface.name.replace(".", "/"), interface, called, None, None)
        asked = GLib.Variant("(su)", (interface.name, 0))
        bus.call_sync(*BUS, "RequestName", asked, None, Gio.DBusCallFlags.NONE, -1, None)
    say("ready")
    loop.run()


BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
main()
