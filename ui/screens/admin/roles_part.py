"""The roles of one person, inside the person's dialog: three ticks, each written at once."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from okrdesk.domain.organisation import Role
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.operations import Command
from ui.widgets.editors import Tick
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from ui.screens.admin.person_dialog import PersonDialog

_MEANINGS = {
    Role.ADMINISTRATOR: N_("Keeps units, people, rules and rights."),
    Role.PLANNER: N_("Opens and closes cycles; may edit every objective."),
    Role.AGENCY_LEADER: N_("May edit every objective of the agency."),
}


class RolesPart(QWidget):
    """What a person may do beside the work of the posts."""

    def __init__(self, dialog: "PersonDialog", person_id: str) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._person_id = person_id
        self._held: frozenset[Role] = frozenset()
        self.ticks: dict[Role, Tick] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("Roles"), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, role in enumerate(Role):
            tick = Tick(name_of(role))
            tick.setAccessibleDescription(_(_MEANINGS[role]))
            tick.edited.connect(partial(self._change, role))
            self.ticks[role] = tick
            grid.addWidget(tick, line, 0)
            grid.addWidget(label(_(_MEANINGS[role]), "muted", wrap=True), line, 1)
        column.addLayout(grid)

    def show_roles(self, held: frozenset[Role]) -> None:
        """Tick the roles that are held."""
        self._held = held
        for role, tick in self.ticks.items():
            tick.set_value(role in held)

    def _change(self, role: Role) -> None:
        granted = self.ticks[role].value()
        title = _("Grant role") if granted else _("Revoke role")
        text = _("Role granted: {role}.") if granted else _("Role revoked: {role}.")
        said = text.format(role=name_of(role))
        call = partial(_set_role, self._person_id, role, granted)
        Command(call, title=title).success(lambda _done: self._dialog.tell_done(said)).failure(
            self._refused
        ).run(self)

    def _refused(self, error: BaseException) -> None:
        """Tick again what is held, and say why it was refused."""
        self.show_roles(self._held)
        self._dialog.show_problem(error)


def _set_role(person_id: str, role: Role, granted: bool, desk: "Desk") -> Any:
    from okrdesk.services.roles import grant_role, revoke_role

    return (grant_role if granted else revoke_role)(desk, person_id, role)
