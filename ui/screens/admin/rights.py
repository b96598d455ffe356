"""The section Phân quyền: the table of rights as the program applies it, to read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Right, Standing
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from okrdesk.right_names import RIGHTS_NOTE, STANDING_NAMES, reach_text, right_name
from ui.operations import Query
from ui.screens.admin import load
from ui.screens.admin.section import Section
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from ui.screens.admin.screen import AdminScreen

_WIDTHS = {
    Standing.DEPUTY: 11,
    Standing.HEAD: 17,
    Standing.AGENCY_LEADER: 20,
    Standing.PLANNER: 22,
    Standing.ADMINISTRATOR: 9,
}


@dataclass(frozen=True)
class RightRow:
    """One right with what each standing may reach."""

    id: Right


def _column(standing: Standing) -> Column:
    name, width = STANDING_NAMES[standing], _WIDTHS.get(standing, 12)
    return Column(standing.value, name, text=lambda row: reach_text(row.id, standing), width=width)


COLUMNS = (
    Column(
        "right",
        N_("Right"),
        text=lambda row: right_name(row.id),
        tip=lambda row: right_name(row.id),
        width=40,
    ),
    *(_column(standing) for standing in Standing),
)


class RightsSection(Section):
    """Rights down, standings across, reach in the cells; and who holds the roles now."""

    WATCHES = frozenset({"role_grant", "person"})

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self.column.addWidget(label(_(RIGHTS_NOTE), "muted", wrap=True))
        self.model = RowModel(COLUMNS, self)
        self.table = TableView(_("Table of rights"), "rights", self)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.set_model(self.model)
        self.model.set_rows([RightRow(right) for right in Right])
        self.column.addWidget(self.table, 1)
        self.holders = label("", wrap=True)
        self.column.addWidget(self.holders)

    def refresh(self) -> None:
        """Read who holds the roles."""
        Query(load.holders).success(self._fill).run(self)

    def _fill(self, holders: dict[Role, tuple[str, ...]]) -> None:
        lines = [
            f"{name_of(role)}: {', '.join(names) or _('nobody')}" for role, names in holders.items()
        ]
        self.holders.setText("\n".join(lines))
