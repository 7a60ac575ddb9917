"""The console page of `--dev`: routes, services, plug-ins, and *reset*."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from fasthtml import common as h

from server.domain.crud import Crud
from server.domain.workflow import Workflow
from server.plugin.loader import Plugins
from server.web import urls
from server.web.parts import Parts


def content(parts: Parts, routes: Sequence[Any]) -> list[Any]:
    return [
        h.H1("Developing"),
        h.P(
            "A changed plug-in is loaded again at once. Everything tried out here lies in ",
            h.Code(str(parts.folders.data)),
            " and never touches your own pipelines and files.",
        ),
        h.Button(
            "Reset",
            type="button",
            cls="secondary",
            hx_post=urls.DEV_RESET,
            hx_swap="none",
            hx_confirm="Forget all pipelines, exports, lists and files of --dev? Your own are left alone.",
        ),
        _section("Plug-ins", ["App", "File", "State"], _plugins(parts.plugins)),
        _section("Services", ["Service", "Call", "What it does"], _services(parts.services)),
        _section("Routes", ["Method", "Path", "Function"], [row for route in routes for row in _route(route)]),
    ]


def _section(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    head = h.Thead(h.Tr(*(h.Th(name, scope="col") for name in header)))
    body = h.Tbody(
        *(h.Tr(*(h.Td(h.Code(cell) if place == 1 else cell) for place, cell in enumerate(row))) for row in rows)
    )
    return h.Section(
        h.H2(title), h.Div(h.Table(head, body), cls="scroll", tabindex="0", role="region", aria_label=title)
    )


def _plugins(plugins: Plugins) -> list[list[str]]:
    rows = [[f"{name}: {app.title}", str(plugins.files[name]), _kind(app)] for name, app in plugins.apps.items()]
    for one in plugins.broken:
        kept = f" Its former version, “{one.former}”, is in use." if one.former else ""
        rows.append(["—", str(one.file), f"broken, line {one.line}: {one.reason}{kept}"])
    return rows


def _kind(app: Any) -> str:
    if isinstance(app, Workflow):
        return f"workflow, {len(app.steps)} steps"
    return "list" if isinstance(app, Crud) else "page"


def _services(services: Mapping[str, Any]) -> list[list[str]]:
    rows = []
    for name, service in sorted(services.items()):
        for member, thing in inspect.getmembers_static(type(service)):
            if not member.startswith("_"):
                rows.append([name, f"{name}.{_signature(member, thing)}", _about(thing)])
    return rows


def _signature(name: str, thing: Any) -> str:
    if not inspect.isfunction(thing):
        return name
    return name + str(inspect.signature(thing)).replace("(self, ", "(").replace("(self)", "()")


def _about(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0] if callable(thing) or isinstance(thing, property) else ""


def _route(route: Any) -> list[list[str]]:
    """A row for each method; the web framework's wrapper holds the function itself."""
    endpoint = getattr(route, "endpoint", None)
    if endpoint is None:
        return [["GET", route.path, route.name]]
    function = inspect.getclosurevars(endpoint).nonlocals.get("f", endpoint)
    name = f"{function.__module__}.{function.__qualname__}"
    return [[method, route.path, name] for method in sorted(set(route.methods) - {"HEAD"})]
