"""The section Cán bộ: people by given name, found by name, code or whole personal number."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.history import open_history
from ui.importing import open_import, paste_into
from ui.operations import Query
from ui.screens.admin import load
from ui.screens.admin.editors import UnitChoice, day_text
from ui.screens.admin.person_dialog import PersonDialog
from ui.screens.admin.table_section import ArchivingSection
from ui.widgets.editors import SearchField
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import Column

if TYPE_CHECKING:
    from okrdesk.services.people import PersonRow
    from ui.screens.admin.screen import AdminScreen


def _place(row: "PersonRow") -> str:
    """Return the title and unit of the main post, and how many posts there are beside it."""
    text = " · ".join(part for part in (row.title, row.unit_name) if part)
    more = len(row.posts) - 1
    return f"{text} (+{more})" if more > 0 else text


def _all_places(row: "PersonRow") -> str | None:
    """Return every post on a line of its own, where there are several."""
    if len(row.posts) < 2:
        return None
    return "\n".join(f"{one.title} · {one.unit_name} · {one.share} %" for one in row.posts)


def _name(row: "PersonRow") -> str:
    return _("{name} (archived)").format(name=row.name) if row.archived else row.name


# The order is that of need: in a narrow window the last ones are reached by scrolling.
COLUMNS = (
    Column("name", N_("Full name"), text=_name, width=24),
    Column("place", N_("Title and unit"), text=_place, tip=_all_places, width=58),
    Column("kind", N_("Kind"), text=lambda row: name_of(row.kind), width=11),
    Column("code", N_("Code"), text=lambda row: row.code, width=6, muted=True),
    Column("born", N_("Day of birth"), text=lambda row: day_text(row.born_on), width=12),
    Column("number", N_("Personal number"), text=lambda row: row.personal_number, width=14),
)


class PeopleSection(ArchivingSection):
    """The people of the office; Enter edits one with posts and roles."""

    WATCHES = frozenset({"person", "post", "unit", "role_grant"})
    ENTITY = KIND = "person"

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._build_bar()
        empty = EmptyState(
            "people",
            _("Nobody was found."),
            _("A personal number is found by all of its digits only."),
            _("Show everybody"),
            self._reset,
        )
        self.add_table(COLUMNS, (_("People"), "people"), empty)
        self._connect()

    def refresh(self) -> None:
        """Read the people that the filters let through."""
        wanted = load.PeopleWanted(
            self.text.text().strip(), self.unit.value(), self.archived.value()
        )
        Query(partial(load.people, wanted)).success(self.latest.only(self._fill)).run(self)

    def open_item(self, entity: str, item_id: str) -> None:
        """Select a person, taking the filters away where they hide the person."""
        self._wanted = item_id
        if not self._select(item_id):
            self.archived.set_value(True)
            self._reset()

    def _build_bar(self) -> None:
        self.text = SearchField(_("Name, code or whole personal number"))
        self.text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 20)
        self.unit = UnitChoice(empty=_("All units"))
        self.unit.setAccessibleName(_("Unit"))
        self.unit.setMinimumContentsLength(10)
        self.bar.addWidget(self.text, 1)
        self.bar.addWidget(self.unit)
        self.bar.addWidget(self.archived)
        self.add_buttons_of_rows(
            {
                "person.edit": _("Edit"),
                "person.archive": _("Archive"),
                "person.restore": _("Restore"),
                "person.history": _("History"),
            }
        )
        self.add_head_button("person.import")
        self.add_head_button("person.add", primary=True)

    def _connect(self) -> None:
        self.text.searched.connect(lambda _text: self.refresh())
        self.unit.edited.connect(self.refresh)
        self.table.paste_asked.connect(lambda: self.may_edit and paste_into(self, "roster"))
        self.on("person.add", self._add, lambda: self.may_edit)
        self.on("person.edit", self.open_selected, lambda: self.may_edit and self.selected)
        self.on("person.history", self._history, lambda: self.selected)
        self.on("person.find", self.text.setFocus)
        self.on("person.import", self._import, lambda: self.may_edit)

    def _reset(self) -> None:
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self.unit.set_value(None)
        self.refresh()

    def _fill(self, people: load.People) -> None:
        self.unit.set_units(people.units)
        refill(self.table, people.rows, self._wanted)
        if self._wanted and self.model.place_of(self._wanted) is not None:
            self._wanted = ""
        count = len(people.rows)
        self.show_count(ngettext("{count} person", "{count} people", count).format(count=count))
        self.pages.setCurrentIndex(0 if people.rows else 1)
        self.follow()

    def _select(self, person_id: str) -> bool:
        if not self.table.select_id(person_id):
            return False
        self._wanted = ""
        return True

    def _add(self) -> None:
        self.ask(PersonDialog(self, None, self.unit.value()), _("“{name}” was added."))

    def open_selected(self) -> None:
        """Edit the selected person."""
        person = self.selected
        if person is not None and self.may_edit:
            self.ask(PersonDialog(self, person.id), _("“{name}” was changed."))

    def _history(self) -> None:
        person = self.selected
        if person is not None:
            ids = [person.id, *(post.id for post in person.posts)]
            open_history(self, ids, person.name)

    def _import(self) -> None:
        open_import(self, "roster")

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected person."""
        entries = ("person.edit", "person.add", None, self.put_away_action(), "person.history")
        self.actions_.menu(*entries).popup(at)
