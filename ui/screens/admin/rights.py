"""The section Phân quyền: the table of rights as the program applies it, to read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import RIGHTS, Reach, Right, Standing
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.operations import Query
from ui.screens.admin import load
from ui.screens.admin.section import Section
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from ui.screens.admin.screen import AdminScreen

RIGHT_NAMES = {
    Right.READ_OBJECTIVES: N_("Read objectives, key results and check-ins"),
    Right.EDIT_OBJECTIVES: N_("Write and change objectives and key results"),
    Right.APPROVE_OBJECTIVES: N_("Return and approve objectives"),
    Right.CHECK_IN: N_("Check in key results"),
    Right.REVIEW_CHECK_INS: N_("Return check-ins, ask for explanations"),
    Right.EDIT_DIRECTIVES: N_("Write and change directives"),
    Right.EDIT_INDICATORS: N_("Write and change indicators"),
    Right.HOLD_MEETINGS: N_("Hold meetings and keep their conclusions"),
    Right.READ_EVALUATIONS: N_("Read tasks and evaluations"),
    Right.EDIT_TASKS: N_("Register tasks, record what was delivered"),
    Right.ASSIGN_TASKS: N_("Assign, accept and cancel tasks, note errors"),
    Right.CONFIRM_CAUSES: N_("Confirm objective causes"),
    Right.EVALUATE_SELF: N_("Evaluate oneself"),
    Right.REVIEW_EVALUATIONS: N_("Review evaluations as the direct head"),
    Right.APPROVE_EVALUATIONS: N_("Approve evaluations"),
    Right.REOPEN_EVALUATIONS: N_("Reopen evaluations"),
    Right.EDIT_PERIODS: N_("Open, change and close evaluation periods"),
    Right.EDIT_RULES: N_("Change rule packs and catalogues"),
    Right.PRINT_FORMS: N_("Print forms and reports"),
    Right.READ_ORGANISATION: N_("Read units, people and posts"),
    Right.READ_PERSONAL_NUMBERS: N_("Look up personal numbers"),
    Right.EDIT_ORGANISATION: N_("Change units, people, posts and roles"),
    Right.EDIT_CYCLES: N_("Open, change and close cycles"),
    Right.EDIT_MEASURE_UNITS: N_("Change units of measure"),
    Right.EDIT_OFFICE_SETTINGS: N_("Change the rules of the office"),
    Right.KEEP_ARCHIVE: N_("Keep the archive: bring back, remove for good"),
    Right.IMPORT_PLANS: N_("Import plans and values from Excel"),
    Right.BACK_UP: N_("Back up the data of this computer"),
}
STANDING_NAMES = {
    Standing.EVERYONE: N_("Everybody"),
    Standing.DEPUTY: N_("Deputy head"),
    Standing.HEAD: N_("Head of the unit"),
    Standing.AGENCY_LEADER: N_("Leader of the agency"),
    Standing.PLANNER: N_("Planner"),
    Standing.ADMINISTRATOR: N_("Administrator"),
}
REACH_NAMES = {
    Reach.OWN: N_("own"),
    Reach.UNIT: N_("own unit"),
    Reach.SUBTREE: N_("own unit and below"),
    Reach.AGENCY: N_("whole agency"),
}


_WIDTHS = {Standing.HEAD: 20, Standing.AGENCY_LEADER: 19, Standing.PLANNER: 21}


@dataclass(frozen=True)
class RightRow:
    """One right with what each standing may reach."""

    id: Right

    def reach(self, standing: Standing) -> str:
        """Return how far the right goes for a standing, “–” where there is none of its own."""
        reach = RIGHTS[self.id].get(standing)
        return "–" if reach is None else _(REACH_NAMES[reach])


def _column(standing: Standing) -> Column:
    name = STANDING_NAMES[standing]
    return Column(
        standing.value, name, text=lambda row: row.reach(standing), width=_WIDTHS.get(standing, 12)
    )


COLUMNS = (
    Column("right", N_("Right"), text=lambda row: _(RIGHT_NAMES[row.id]), width=34),
    *(_column(standing) for standing in Standing),
)


class RightsSection(Section):
    """Rights down, standings across, reach in the cells; and who holds the roles now."""

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        text = _(
            "Each person has the rights of “Everybody”, and those that a post or a role adds."
            " Roles are granted in the section People."
        )
        self.column.addWidget(label(text, "muted", wrap=True))
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
