"""The section Máy ghi danh: which computers come to the server, codes for new ones, turning away.

The list is read from the server, so it needs a connection; it tells of computers, never of what is
on them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox

from okrdesk.i18n import _, ngettext
from ui.operations import Job
from ui.problems import sentence_of
from ui.screens.admin.asking import asking
from ui.screens.admin.code_dialog import CodeDialog
from ui.screens.admin.device_rows import COLUMNS, DAYS, DeviceFilter, DeviceRow, rows_of
from ui.screens.admin.table_section import TableSection
from ui.widgets.dialog import ask
from ui.widgets.editors import Choice, ChoiceBox, SearchField, Tick
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill

if TYPE_CHECKING:
    from ui.screens.admin.screen import AdminScreen


class DevicesSection(TableSection):
    """The enrolled computers, the longest silent first."""

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._all: list[DeviceRow] = []
        self._build_bar()
        empty = EmptyState(
            "device",
            _("No computer here"),
            _("No computer fits the filter, or none is enrolled yet."),
        )
        self.add_table(COLUMNS, (_("Enrolled computers"), "devices"), empty)
        self.away = EmptyState(
            "server",
            _("The list is on the server"),
            _("It is read while this computer is online."),
            _("Try again"),
            self.refresh,
        )
        self.alone = EmptyState(
            "server",
            _("This office works on this computer alone"),
            _("Computers are enrolled with the server of an agency; this office has none."),
        )
        for page in (self.away, self.alone):
            self.pages.addWidget(page)
        self._connect()

    def refresh(self) -> None:
        """Ask the server for its computers."""
        if not self.desktop.sync.standing.is_enrolled:
            self._show_instead(self.alone)
            return
        call = asking(self.desktop, "GET", "/v1/admin/devices")
        Job(call, title=_("Read the enrolled computers")).success(
            self.latest.only(self._answer)
        ).failure(self._fail).run(self)

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected computer."""
        self.actions_.menu("device.code", None, "device.revoke").popup(at)

    def _build_bar(self) -> None:
        self.text = SearchField(_("Person or computer"))
        self.text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 18)
        self.silent = ChoiceBox([Choice(days, _silent_text(days)) for days in DAYS], empty=_("All"))
        self.silent.setAccessibleName(_("Computers that have not come"))
        self.silent.setMinimumContentsLength(16)
        self.revoked = Tick(_("Revoked too"))
        self.bar.addWidget(self.text, 1)
        self.bar.addWidget(self.silent)
        self.bar.addWidget(self.revoked)
        self.add_buttons({"device.revoke": _("Revoke…"), "device.read": _("Read again")})
        self.add_head_button("device.code", primary=True)

    def _connect(self) -> None:
        self.text.searched.connect(lambda _text: self._show())
        self.silent.edited.connect(self._show)
        self.revoked.edited.connect(self._show)
        self.on("device.code", self._ask_codes, lambda: self.may_edit and self._has_server())
        self.on("device.revoke", self._ask_revoke, self._may_revoke)
        self.on("device.read", self.refresh, self._has_server)

    def _has_server(self) -> bool:
        return self.desktop.sync.standing.is_enrolled

    def _may_revoke(self) -> bool:
        row: DeviceRow | None = self.selected
        return self.may_edit and row is not None and not row.is_revoked

    def _answer(self, answer: Mapping[str, Any]) -> None:
        self._all = rows_of(answer)
        self._show()

    def _fail(self, error: BaseException) -> None:
        self.away.text.setText(sentence_of(error))
        self._show_instead(self.away)

    def _show_instead(self, page: EmptyState) -> None:
        self.pages.setCurrentWidget(page)
        self.show_count("")
        self.actions_.update()

    def _show(self) -> None:
        wanted = DeviceFilter(
            self.text.text().strip(), self.silent.value() or 0, self.revoked.value()
        )
        now = datetime.now().astimezone()
        rows = [row for row in self._all if wanted.lets_through(row, now)]
        refill(self.table, rows)
        count = len(rows)
        self.show_count(ngettext("{n} computer", "{n} computers", count).format(n=count))
        self.pages.setCurrentIndex(0 if rows else 1)
        self.follow()

    def _ask_codes(self) -> None:
        row: DeviceRow | None = self.selected
        CodeDialog(self, row.person_id if row else "").open()

    def _ask_revoke(self) -> None:
        row: DeviceRow | None = self.selected
        if row is None:
            return
        text = _(
            "The computer “{machine}” of {name} can come to the server no more. What was entered"
            " there and not yet sent comes only once it is enrolled again. Of a computer that is"
            " lost or stolen the data can be destroyed as well, with what was not sent."
        )
        wipe = QCheckBox(_("It is lost: destroy its data too"))  # a box does not wrap this line
        ask(
            self,
            _("Revoke this computer?"),
            text.format(machine=row.machine, name=row.name),
            _("Revoke"),
            lambda: self._revoke(row, wipe=wipe.isChecked()),
        ).setCheckBox(wipe)

    def _revoke(self, row: DeviceRow, *, wipe: bool) -> None:
        body = {"device": row.id, "wipe": wipe}
        call = asking(self.desktop, "POST", "/v1/admin/revoke", body)
        Job(call, title=_("Revoke a computer")).success(
            lambda _none: self._revoked(row.machine)
        ).run(self)

    def _revoked(self, machine: str) -> None:
        self.screen_.tell(_("“{machine}” was revoked.").format(machine=machine))
        self.refresh()


def _silent_text(days: int) -> str:
    return ngettext("Not seen for {n} day", "Not seen for {n} days", days).format(n=days)
