"""What may be wrong with a file that came, as opposed to the disk it is written to."""

from server.domain.problem import NotComplete


class Damaged(NotComplete):
    """Not what was sent, or not what was asked for: worth fetching once more from the beginning."""


class Unusable(NotComplete):
    """Whole, but nothing that can be made the table that was asked for. Fetching it again would bring the same."""
