"""What stands in the place of the tree when there is nothing to list: why, and what to do."""

from collections.abc import Callable

from okrdesk.i18n import _
from ui.screens.objectives.load import Wanted
from ui.widgets.empty import EmptyState


def empty_state(
    wanted: Wanted, clear: Callable[[], object], begin: Callable[[], object]
) -> EmptyState:
    """Return what to show for `wanted`; `clear` takes filters away, `begin` writes an objective."""
    if wanted.is_narrowed:
        return EmptyState(
            "filter",
            _("No objective matches the filters"),
            _("Look for fewer words, or show everything again."),
            _("Clear filters"),
            clear,
        )
    if wanted.archived:
        return EmptyState(
            "archive",
            _("Nothing is archived here"),
            _("What is archived leaves lists and figures, and can be brought back from here."),
            _("Show current objectives"),
            clear,
        )
    return EmptyState(
        "objectives",
        _("No objectives in this cycle and unit yet"),
        _("Write the first one with its key result, or choose another cycle or unit above."),
        _("New objective"),
        begin,
    )
