"""The alignment map in a window of its own, with the orphans beside it and a way to mend each."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from okrdesk.domain.alignment import AlignmentMap, MapNode
from okrdesk.i18n import _, ngettext
from ui.desktop import Touched
from ui.operations import Job, Latest, Query
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, SearchField, Tick
from ui.widgets.files import ask_new_file
from ui.widgets.map_area import STEP, MapArea
from ui.widgets.map_paint import foot_of
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

WATCHES = frozenset({"objective", "key_result", "link", "directive", "directive_item", "check_in"})
ORPHAN_LETTERS = 34


class MapDialog(Dialog):
    """Shows what serves what in the cycle and unit chosen; `go` names a thing to show elsewhere."""

    go = Signal(str, str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Alignment map"), parent, width=400)
        self._latest = Latest()
        self._found = AlignmentMap((), (), {})
        self._is_fitted = False
        self.map = MapArea(self)
        self.map.setAccessibleName(_("Alignment map"))
        self.directive = ChoiceBox(empty=_("All directives"))
        self.directive.setAccessibleName(_("Directive"))
        self.key_results = Tick(_("Key results"))
        self.key_results.set_value(True)
        self.search = SearchField(_("Find in the map"))
        self.orphans = QListWidget()
        self.orphans.setAccessibleName(_("What serves nothing above"))
        self.orphans.setWordWrap(True)
        self.orphans.setSpacing(4)
        self.orphans.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.orphan_title = label("", "section", wrap=True)
        self.align = button(_("Align…"), self._align, icon="link")
        self._lay_out()
        self._connect()
        self._read()

    def open(self) -> None:
        """Show the map as large as the screen allows."""
        super().open()
        room = self.screen().availableGeometry()
        self.resize(room.width() - 48, room.height() - 60)
        self.map.setFocus()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        self.directive.setMinimumContentsLength(28)
        head.addWidget(self.directive)
        head.addWidget(self.key_results)
        head.addWidget(self.search, 1)
        head.addWidget(button("−", lambda: self.map.set_scale(self.map.scale / STEP)))
        head.addWidget(button("+", lambda: self.map.set_scale(self.map.scale * STEP)))
        head.addWidget(button(_("The whole map"), self.map.fit))
        head.addWidget(button(_("Save as picture…"), self._export, icon="export"))
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.orphan_title)
        side.addWidget(self.orphans, 1)
        side.addWidget(self.align, 0, Qt.AlignmentFlag.AlignLeft)
        self.side = QWidget()
        self.side.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        self.side.setFixedWidth(self.fontMetrics().averageCharWidth() * ORPHAN_LETTERS)
        across = QHBoxLayout()
        across.setSpacing(12)
        across.addWidget(self.map, 1)
        across.addWidget(self.side)
        self.body.addLayout(head)
        self.body.addLayout(across, 1)
        self.cancel_button.setText(_("Close"))
        self.show_ = self.add_primary(_("Open"), self._show)

    def _connect(self) -> None:
        self.directive.edited.connect(self._read)
        self.key_results.edited.connect(self._read)
        self.search.searched.connect(self._search)
        self.map.opened.connect(self._open)
        self.orphans.currentRowChanged.connect(self._orphan_chosen)
        self.orphans.itemActivated.connect(lambda _item: self._align())
        self.desktop.changed.connect(self._on_changed)

    def _read(self) -> None:
        scope = self.desktop.scope
        call = partial(
            _load, (scope.cycle, scope.unit), self.directive.value(), self.key_results.value()
        )
        Query(call).success(self._latest.only(self._fill)).run(self)

    def _fill(self, found: tuple[AlignmentMap, list[Choice]]) -> None:
        self._found, directives = found
        self.directive.set_choices(directives)
        self.map.show_map(self._found)
        if not self._is_fitted:
            self._is_fitted = True
            self.map.fit_width()
        self._show_orphans()
        self.show_.setEnabled(bool(self._found.nodes))

    def _show_orphans(self) -> None:
        orphans = self._found.orphans
        self.orphans.clear()
        for node in orphans:
            item = QListWidgetItem(f"{node.title}\n{foot_of(node)}")
            item.setData(Qt.ItemDataRole.UserRole, node.id)
            self.orphans.addItem(item)
        title = ngettext(
            "{n} objective serves nothing above", "{n} objectives serve nothing above", len(orphans)
        )
        self.orphan_title.setText(title.format(n=len(orphans)))
        self.side.setVisible(bool(orphans))
        self.align.setEnabled(False)

    def _orphan_chosen(self, row: int) -> None:
        item = self.orphans.item(row)
        self.align.setEnabled(item is not None)
        if item is not None:
            self.map.select(item.data(Qt.ItemDataRole.UserRole))

    def _search(self, text: str) -> None:
        from okrdesk.domain.text import fold

        words = fold(text)
        node = next((one for one in self._found.nodes if words in fold(one.title)), None)
        if words and node is not None:
            self.map.select(node.id)

    def _align(self) -> None:
        """Link the orphan chosen to an objective above."""
        from ui.screens.objectives.link_dialog import LinkDialog

        item = self.orphans.currentItem()
        if item is not None:
            node = self._found.by_id[item.data(Qt.ItemDataRole.UserRole)]
            LinkDialog(node.id, node.title, self).open()

    def _show(self) -> None:
        if (node := self.map.current) is not None:
            self._open(node)

    def _open(self, node: MapNode) -> None:
        """Show a thing on the screen that it belongs to, and close."""
        screen = "directives" if node.entity.startswith("directive") else "objectives"
        self.desktop.go.emit(screen, node.entity, node.id)
        self.close()

    def _on_changed(self, touched: Touched) -> None:
        if any(entity in WATCHES for entity, _id in touched):
            self._read()

    def _export(self) -> None:
        kinds = f"{_('Pictures (*.svg)')};;PDF (*.pdf)"
        name = f"{_('Alignment map')}.svg"
        ask_new_file(self, _("Save as picture"), name, kinds, self.export_to)

    def export_to(self, path: str) -> None:
        """Write the map shown to a file, as SVG or PDF by its suffix."""
        found, title = self._found, self.title.text()
        job = Job(lambda _ticket: _write(found, title, Path(path)), title=_("Save as picture"))
        job.success(self._exported).run(self)

    def _exported(self, path: Path) -> None:
        self.messages.show_message(_("Saved {file}").format(file=path.name), "good")


def _load(
    scope: tuple[str | None, str | None],
    directive_id: str | None,
    has_key_results: bool,
    desk: "Desk",
) -> tuple[AlignmentMap, list[Choice]]:
    from okrdesk.services.alignment import MapChoice, find_alignment
    from okrdesk.services.directives import find_directives
    from okrdesk.services.lists import unit_with_all_below

    cycle, unit = scope
    units = unit_with_all_below(desk, unit) if unit else None
    choice: MapChoice = MapChoice(cycle, units, directive_id, has_key_results)
    directives = [Choice(one.id, one.code) for one in find_directives(desk)]
    return find_alignment(desk, choice), directives


def _write(found: AlignmentMap, title: str, path: Path) -> Path:
    from okrdesk.charts.alignment import describe_map, map_size, map_svg
    from okrdesk.forms.alignment_map import write_map

    return write_map(path, map_svg(found), map_size(found), (title, describe_map(found)))
