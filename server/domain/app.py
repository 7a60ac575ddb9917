"""What a plug-in can be."""

from server.domain.crud import Crud, refuse_crud
from server.domain.workflow import Page, Workflow
from server.domain.workflow import refuse_what_is_wrong as refuse_steps

App = Workflow | Page | Crud


def refuse_what_is_wrong(app: App) -> None:
    """Check an app as declared. Raises Refusal with the line and the reason."""
    if isinstance(app, Crud):
        refuse_crud(app)
    else:
        refuse_steps(app)
