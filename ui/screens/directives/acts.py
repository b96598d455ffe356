"""What is done on the screen Văn bản: the dialog, link or command of each act."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.i18n import _
from ui.archiving import put_away
from ui.checkin.evidence_files import open_file
from ui.history import open_history
from ui.operations import Command, Job, Query
from ui.screens.directives import load
from ui.screens.directives.dialogs import DirectiveDialog, ItemDialog, ObjectiveOfDialog, TaskDialog
from ui.screens.directives.export import write_coverage
from ui.widgets.files import ask_file, ask_new_file

if TYPE_CHECKING:
    from okrdesk.services.check_ins import EvidenceFile
    from okrdesk.services.directive_work import ObjectiveChoice
    from ui.screens.directives.screen import DirectivesScreen

_SCREENS = {"objective": "objectives", "key_result": "objectives", "task": "tasks"}


class Acts:
    """Acts on the directive and the item that are chosen."""

    def __init__(self, screen: "DirectivesScreen") -> None:
        self._screen = screen

    # Directives

    def add_directive(self) -> None:
        """Write a new directive."""
        self._ask_directive(DirectiveDialog(None, self._screen), _("“{name}” was added."))

    def edit_directive(self) -> None:
        """Change the directive chosen."""
        row = self._screen.directive
        if row is not None and self._screen.may_edit:
            dialog = DirectiveDialog(row.directive, self._screen)
            self._ask_directive(dialog, _("“{name}” was changed."))

    def _ask_directive(self, dialog: DirectiveDialog, said: str) -> None:
        def told(saved: tuple[str, str]) -> None:
            self._screen.show_directive(saved[0])
            self._screen.tell_done(said.format(name=saved[1]))

        dialog.saved.connect(told)
        dialog.open()

    def attach(self) -> None:
        """Attach a file to the directive chosen."""
        ask_file(self._screen, _("File of the directive"), _("All files (*)"), self.attach_file)

    def attach_file(self, path: str) -> None:
        """Read a file on a worker and attach it."""
        directive = self._screen.directive
        if directive is None:
            return

        def keep(file: "EvidenceFile") -> None:
            call = partial(load.attach, directive.directive.id, file)
            said = _("The file {name} was attached.").format(name=file.name)
            title = _("Attach file of directive")
            told = lambda _done: self._screen.tell_done(said)  # noqa: E731 (one word of reply)
            Command(call, title=title).success(told).run(self._screen)

        Job(lambda _ticket: _read(path), title=_("Read the file")).success(keep).run(self._screen)

    def open_latest(self) -> None:
        """Open the file of the directive that was attached last."""
        directive = self._screen.directive_here()
        if directive is not None:
            call = partial(load.latest_file, directive.directive.id)
            Query(call).success(self._open).run(self._screen)

    def _open(self, file: Any) -> None:
        if file is not None:
            open_file(self._screen, file)

    def put_directive_away(self) -> None:
        """Archive the directive chosen."""
        row = self._screen.directive
        if row is not None:
            said = _("“{name}” was archived.").format(name=row.directive.code)
            call = partial(put_away, "directive", row.directive.id, True)
            self._write(call, _("Archive directive"), said)

    def restore_directive(self, directive: Any) -> None:
        """Bring an archived directive back."""
        said = _("“{name}” is back in the lists.").format(name=directive.code)
        call = partial(put_away, "directive", directive.id, False)
        self._write(call, _("Restore directive"), said)

    def directive_history(self) -> None:
        """Show who changed what of the directive chosen."""
        row = self._screen.directive
        if row is not None:
            open_history(self._screen, row.directive.id, row.directive.code)

    # Items

    def add_item(self) -> None:
        """Write a new item of the directive chosen."""
        row = self._screen.directive_here()
        if row is not None:
            dialog = ItemDialog(row.directive.id, None, self._screen)
            self._ask_item(dialog, _("The task was added."))

    def edit_item(self) -> None:
        """Change the item at the cursor."""
        row = self._screen.item
        if row is not None and self._screen.may_edit:
            dialog = ItemDialog(row.item.directive_id, row.item.id, self._screen)
            self._ask_item(dialog, _("The task was changed."))

    def _ask_item(self, dialog: ItemDialog, said: str) -> None:
        def told(saved: tuple[str, str]) -> None:
            self._screen.show_item_next(saved[0])
            self._screen.tell_done(said)

        dialog.saved.connect(told)
        dialog.open()

    def put_item_away(self) -> None:
        """Archive the item at the cursor."""
        row = self._screen.item
        if row is not None:
            said = _("The task was archived; what stands behind it stays.")
            call = partial(put_away, "directive_item", row.item.id, True)
            self._write(call, _("Archive task of the directive"), said)

    def item_history(self) -> None:
        """Show who changed what of the item at the cursor."""
        row = self._screen.item
        if row is not None:
            open_history(self._screen, row.item.id, row.item.title)

    # Work made of an item

    def make_objective(self) -> None:
        """Write an objective that carries the item out."""
        row = self._screen.item
        if row is not None:
            call = partial(load.objective_draft, row.item.id, self._screen.desktop.scope.cycle)
            Query(call).success(self._ask_objective).run(self._screen)

    def _ask_objective(self, draft: Any) -> None:
        from ui.screens.objectives.objective_dialog import NewObjectiveDialog

        dialog = NewObjectiveDialog(self._screen, draft)
        dialog.saved.connect(lambda done: self._made("objective", done.value))
        dialog.open()

    def make_key_result(self) -> None:
        """Write a key result that carries the item out, under an objective to be chosen."""
        row = self._screen.item
        if row is not None:
            cycle_id = self._screen.desktop.scope.cycle
            call = partial(load.objective_choices, row.item.id, cycle_id)
            Query(call).success(partial(self._ask_objective_of, row.item.id)).run(self._screen)

    def _ask_objective_of(self, item_id: str, choices: "list[ObjectiveChoice]") -> None:
        serving = [one for one in choices if one.serves]
        if len(serving) == 1:
            self._ask_key_result(item_id, serving[0].id)
            return
        if not choices:
            self._screen.tell(_("There is no objective yet: make an objective of it first."))
            return
        dialog = ObjectiveOfDialog(_("Make a key result"), choices, self._screen)
        dialog.saved.connect(partial(self._ask_key_result, item_id))
        dialog.open()

    def _ask_key_result(self, item_id: str, objective_id: str) -> None:
        def ask(draft: Any) -> None:
            from ui.screens.objectives.key_result_dialog import KeyResultDialog

            dialog = KeyResultDialog(objective_id, None, self._screen, draft)
            dialog.saved.connect(lambda done: self._made("key_result", done.value))
            dialog.open()

        call = partial(load.key_result_draft, item_id, objective_id)
        Query(call).success(ask).run(self._screen)

    def link_objective(self) -> None:
        """Let an objective that is there carry the item out."""
        row = self._screen.item
        if row is not None:
            cycle_id = self._screen.desktop.scope.cycle
            call = partial(load.objective_choices, row.item.id, cycle_id)
            Query(call).success(partial(self._ask_link, row.item.id)).run(self._screen)

    def _ask_link(self, item_id: str, choices: "list[ObjectiveChoice]") -> None:
        others = [one for one in choices if one.is_free]
        if not others:
            self._screen.tell(_("There is no objective yet: make an objective of it first."))
            return
        dialog = ObjectiveOfDialog(_("Put an objective behind it"), others, self._screen)
        dialog.saved.connect(partial(self._link, item_id))
        dialog.open()

    def _link(self, item_id: str, objective_id: str) -> None:
        said = _("The objective stands behind the task now.")
        self._write(partial(load.serve, item_id, objective_id), _("Edit objective"), said)

    def make_task(self) -> None:
        """Write a task that carries the item out."""
        row = self._screen.item
        if row is not None:
            Query(partial(load.task_draft, row.item.id)).success(self._ask_task).run(self._screen)

    def _ask_task(self, draft: Any) -> None:
        dialog = TaskDialog(draft, self._screen)
        dialog.saved.connect(lambda saved: self._made("task", saved[0]))
        dialog.open()

    def _made(self, entity: str, id: str) -> None:
        said = {
            "objective": _("The objective stands behind the task now."),
            "key_result": _("The key result stands behind the task now."),
            "task": _("The task of the officer stands behind it now."),
        }
        self._screen.tell(said[entity], _("Open"), lambda: self.go(entity, id))

    def open_behind(self) -> None:
        """Open what stands behind the item: the first of it."""
        view = self._screen.detail.view
        if view is not None:
            found = (
                ("objective", view.detail.objectives),
                ("key_result", view.detail.key_results),
                ("task", view.detail.tasks),
            )
            first = next(((entity, rows[0].id) for entity, rows in found if rows), None)
            if first is not None:
                self.go(*first)

    def follow(self, address: str) -> None:
        """Follow a link of the detail pane."""
        verb, _colon, id = address.partition(":")
        view = self._screen.detail.view
        if verb == "open" and view is not None:
            file = next((one for one in view.files if one.sha256 == id), None)
            self._open(file)
        elif verb in _SCREENS:
            self.go(verb, id)

    def go(self, entity: str, id: str) -> None:
        """Show an objective, key result or task on its screen."""
        self._screen.desktop.go.emit(_SCREENS[entity], entity, id)

    # On paper, and as a workbook

    def report(self) -> None:
        """Show the report of the unit chosen above as the printer will print it."""
        unit_id = self._screen.desktop.scope.unit or ""
        wanted = f"{self._screen.listed.today.year} {unit_id}" if self._screen.listed else ""
        self._screen.desktop.go.emit("forms", "B1", wanted.strip())

    def paper(self) -> None:
        """Show the report of the directive chosen as the printer will print it."""
        directive = self._screen.directive_here()
        if directive is not None:
            unit_id = self._screen.desktop.scope.unit or ""
            wanted = f"{directive.directive.id} {unit_id}".strip()
            self._screen.desktop.go.emit("forms", "B5", wanted)

    def export(self) -> None:
        """Ask where to write the list."""
        name = f"{_('Coverage of directives')}.xlsx"
        kinds = _("Excel workbooks (*.xlsx)")
        ask_new_file(self._screen, _("Export the list"), name, kinds, self.export_to)

    def export_to(self, path: str) -> None:
        """Write the items as they are shown to a workbook at `path`."""
        rows = [line.row for line in self._screen.lines_shown()]
        job = Job(lambda _ticket: write_coverage(Path(path), rows), title=_("Export the list"))
        told = self._screen.tell
        job.success(lambda file: told(_("Saved {file}").format(file=file.name))).run(self._screen)

    def _write(self, call: Any, title: str, said: str) -> None:
        tell = self._screen.tell_done
        Command(call, title=title).success(lambda _done: tell(said)).run(self._screen)


def _read(path: str) -> "EvidenceFile":
    """Read a file to attach; a worker's business. Raises Refused, Fault."""
    from okrdesk.services.evidence_files import whole_file

    return whole_file(Path(path))
