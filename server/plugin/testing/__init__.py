"""The test kit of plug-ins: `Walk` walks a workflow, `Visit` visits a page or a list, both without a window.

The one part of `server.plugin` that reaches into the rest of the app: tests of plug-ins import it, no plug-in does.
"""

from server.plugin.testing.visit import Visit
from server.plugin.testing.walk import Walk

__all__ = ["Visit", "Walk"]
