"""What goes wrong, as told to the user.

Problem                   any sentence for the user: what happened and what to do next
├── WrongInput            what was typed or asked for cannot be used (exit code 2)
├── TokenProblem          the Botify token is missing or refused (exit code 3)
├── Refused               Botify refuses the request, or the job failed (exit code 4)
├── NotReachable          the network or Botify is away: try again later, it is not a failure (exit code 5)
└── NotComplete           the file is not whole, or cannot be written (exit code 6)
"""


class Problem(Exception):
    """A sentence for the user. `Problem("…")` is shown as it stands, so it says what to do next."""


class WrongInput(Problem):
    """What was typed or asked for cannot be used."""


class TokenProblem(Problem):
    """The Botify token is missing or refused."""


class Refused(Problem):
    """Botify refuses the request, or its job failed."""


class NotReachable(Problem):
    """The network, or Botify, is away. A reason to try later, not a failure."""


class NotComplete(Problem):
    """The file is not whole, does not match what was asked for, or cannot be written."""
