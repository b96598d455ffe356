"""The dialog Cấp mã ghi danh: choose people, fetch a code for each, print or save the slips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.dates import format_moment
from okrdesk.i18n import N_, _, ngettext
from ui.operations import Job, Query
from ui.print_dialog import PrintDialog
from ui.screens.admin import load
from ui.screens.admin.asking import asking
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.editors import SearchField
from ui.widgets.files import ask_new_file
from ui.widgets.keeping import refill
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.people import PersonRow
    from ui.shell.jobs import Ticket

PDF_FILES = N_("PDF files (*.pdf)")


@dataclass(frozen=True)
class Issued:
    """One code that the server gave; `place` is the person's in what was asked for."""

    id: str
    place: int
    person: str
    user: str
    code: str
    expires_at: datetime

    @property
    def expires(self) -> str:
        """Return until when it serves, in local time."""
        return format_moment(self.expires_at)


PEOPLE = (
    Column("name", N_("Full name"), text=lambda row: row.name, width=26),
    Column("unit", N_("Unit"), text=lambda row: row.unit_name, width=0),
    Column("code", N_("Code"), text=lambda row: row.code, width=10, muted=True),
)
CODES = (
    Column("person", N_("Full name"), text=lambda row: row.person, width=0),
    Column("user", N_("User name"), text=lambda row: row.user, width=14),
    Column("code", N_("One-time code"), text=lambda row: row.code, width=16),
    Column("expires", N_("Serves until"), text=lambda row: row.expires, width=18),
)


class CodeDialog(Dialog):
    """First who, then the codes, which are shown this once."""

    def __init__(self, owner: QWidget, person_id: str = "") -> None:
        super().__init__(_("Codes for enrolling"), owner, width=104)
        self._wanted = person_id
        self._people: Sequence[PersonRow] = ()
        self._issued: list[Issued] = []
        self._agency = ("", "")
        self.pages = QStackedWidget()
        self.pages.addWidget(self._people_page())
        self.pages.addWidget(self._codes_page())
        self.body.addWidget(self.pages, 1)
        self.save = button(_("Save as PDF…"), self._ask_file, icon="save")
        self.print = button(_("Print…"), self._print, icon="print")
        for one in (self.save, self.print):
            self.buttons.insertWidget(0, one)
            one.hide()
        self.go = self.add_primary(_("Make codes"), self._issue, icon="key")
        self._follow()
        Query(load.office_facts).success(self._take_office).run(self)
        self._read()

    def open(self) -> None:
        """Show the dialog with the cursor where people are looked for."""
        super().open()
        self.text.setFocus()

    def _people_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        text = _("Choose one or more people. Each gets a code that enrols one computer.")
        self.text = SearchField(_("Name or code"))
        self.text.searched.connect(lambda _text: self._read())
        self.people = _table(_("People"), "codes.people", PEOPLE, self)
        self.people.selectionModel().selectionChanged.connect(lambda *_both: self._follow())
        column.addWidget(label(text, "muted", wrap=True))
        column.addWidget(self.text)
        column.addWidget(self.people, 1)
        return page

    def _codes_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        text = _("The codes are shown only this once. Print the slips, or save them, and cut them.")
        self.codes = _table(_("Codes"), "codes.codes", CODES, self)
        column.addWidget(label(text, "muted", wrap=True))
        column.addWidget(self.codes, 1)
        return page

    def _read(self) -> None:
        wanted = load.PeopleWanted(self.text.text().strip())
        Query(partial(load.people, wanted)).success(self._fill).run(self)

    def _fill(self, people: load.People) -> None:
        self._people = people.rows
        refill(self.people, people.rows, self._wanted)
        self._wanted = ""
        self._follow()

    def _take_office(self, facts: load.OfficeFacts) -> None:
        self._agency = (facts.agency.name, facts.agency.code)

    def _chosen(self) -> "list[PersonRow]":
        return [self._people[place] for place in self.people.selected_rows()]

    def _follow(self) -> None:
        count = len(self.people.selected_rows())
        text = ngettext("Make {n} code", "Make {n} codes", count).format(n=count)
        self.go.setText(text)
        self.go.setEnabled(count > 0 and not self._issued)

    def _issue(self) -> None:
        self.go.setEnabled(False)
        self.messages.hide()
        chosen = self._chosen()
        for place, row in enumerate(chosen):
            call = asking(self.desktop, "POST", "/v1/admin/codes", {"person_id": row.id})
            reply = partial(self._answer, (place, row), len(chosen))
            Job(call, title=_("Make codes")).success(reply).failure(self._fail).run(self)

    def _fail(self, error: BaseException) -> None:
        self.show_problem(error)
        self._follow()

    def _answer(self, asked: "tuple[int, PersonRow]", most: int, told: Mapping[str, Any]) -> None:
        place, row = asked
        expires = datetime.fromisoformat(told["expires"])
        self._issued.append(Issued(row.id, place, row.name, told["user"], told["code"], expires))
        # Slips lie in the order of the list, whichever answer came first.
        self._issued.sort(key=lambda one: one.place)
        refill(self.codes, list(self._issued))
        if len(self._issued) == 1:
            self._show_codes()
        if len(self._issued) == most:
            self.print.setFocus()

    def _show_codes(self) -> None:
        self.pages.setCurrentIndex(1)
        self.go.hide()
        self.cancel_button.setText(_("Close"))
        for one in (self.save, self.print):
            one.show()

    def _pdf(self, _ticket: "Ticket") -> bytes:
        from okrdesk.forms.enrolment_slip import Place, Slip, slips_pdf

        slips = [Slip(one.person, one.user, one.code, one.expires_at) for one in self._issued]
        now = datetime.now().astimezone()
        place = Place(*self._agency, self.desktop.sync.standing.server)
        return slips_pdf(place, slips, now)

    def _print(self) -> None:
        title = _("Slips for enrolling")
        Job(self._pdf, title=title).success(lambda pdf: PrintDialog(pdf, title, self).open()).run(
            self
        )

    def _ask_file(self) -> None:
        title = _("Save the slips")
        ask_new_file(self, title, "phieu-ghi-danh.pdf", _(PDF_FILES), self._save)

    def _save(self, path: str) -> None:
        def write(ticket: "Ticket") -> Path:
            from okrdesk.outgoing import write_whole

            return write_whole(Path(path), lambda: self._pdf(ticket))

        Job(write, title=_("Save the slips")).success(self._told).run(self)

    def _told(self, file: Path) -> None:
        self.messages.show_message(_("Saved: {file}").format(file=file), "good")


def _table(name: str, key: str, columns: Sequence[Column], dialog: Dialog) -> TableView:
    table = TableView(name, key, dialog)
    table.set_model(RowModel(columns, dialog))
    table.setMinimumHeight(dialog.fontMetrics().lineSpacing() * 16)
    return table
