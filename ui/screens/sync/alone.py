"""What Đồng bộ says in an office without a server: what one is good for, and how to join it."""

from collections.abc import Callable

from okrdesk.i18n import _
from ui.widgets.empty import EmptyState


def alone(enrol: Callable[[], object]) -> EmptyState:
    """Return the page of a stand-alone office; `enrol` opens the dialog."""
    return EmptyState(
        "server",
        _("This office works on this computer alone"),
        _(
            "With a server of the agency, everybody works on a computer of their own, with or"
            " without a network, and what they enter comes together by itself. Your administrator"
            " gives you the address, a user name and a code."
        ),
        _("Enrol with a server…"),
        enrol,
    )
