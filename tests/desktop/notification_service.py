# ruff: noqa: F722, F821, T201 (D-Bus signatures stand where types do)
# mypy: ignore-errors
"""A program that takes the messages of a session bus, as a desktop does, and prints each as a line of JSON."""

import asyncio
import json

from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, method

NAME = "org.freedesktop.Notifications"


class Service(ServiceInterface):
    @method()
    def Notify(
        self, app: "s", number: "u", icon: "s", title: "s", text: "s", acts: "as", hints: "a{sv}", wait: "i"
    ) -> "u":
        print(json.dumps([app, title, text]), flush=True)
        return 1

    @method()
    def GetCapabilities(self) -> "as":
        return ["body"]

    @method()
    def GetServerInformation(self) -> "ssss":
        return ["stand-in", "tests", "1", "1.2"]


async def serve() -> None:
    connection = await MessageBus().connect()
    connection.export("/org/freedesktop/Notifications", Service(NAME))
    await connection.request_name(NAME)
    print("ready", flush=True)
    await connection.wait_for_disconnect()


if __name__ == "__main__":
    asyncio.run(serve())
