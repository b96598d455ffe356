"""The screen Biểu mẫu & báo cáo: what is chosen on the left is on the right as it prints.

A choice asks the facts of the sheet on the database thread, and a worker sets them; only the newest
answer is shown. Printing and saving take the very bytes of the preview, and enter the sheet in the
register first. A batch is made when it is printed or saved, as a job; its preview shows the sheet
of the person chosen in the list.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSplitter, QStackedWidget

from okrdesk.domain.objective import Owner
from okrdesk.i18n import N_, _, ngettext
from ui.desktop import Desktop
from ui.operations import Command, Job, Latest, Query
from ui.print_dialog import PrintDialog
from ui.problems import sentence_of
from ui.screen import Screen
from ui.screens.forms.chooser import Chooser, Whose
from ui.screens.forms.making import Batch, Made, draw, draw_all, fill_folder, write_listing
from ui.screens.forms.sources import (
    Ground,
    Prepared,
    Wish,
    enter,
    load_ground,
    prepare,
    wish_of_evaluation,
)
from ui.screens.forms_actions import FORM_ACTIONS
from ui.widgets.empty import EmptyState
from ui.widgets.files import ask_folder, ask_new_file
from ui.widgets.pdf_view import PdfView, on_workers

PDF_FILES = N_("PDF files (*.pdf)")
EXCEL_FILES = N_("Excel workbooks (*.xlsx)")


_MINUTES = "B3"


class FormsScreen(Screen):
    """Choose a form and whose; preview, print, save."""

    TITLE = N_("Forms & reports")
    ACTIONS = FORM_ACTIONS
    WATCHES = frozenset(
        ("agency", "cycle", "objective", "key_result", "person", "post", "unit", "period", "task",
         "delivery", "fault", "cause", "evaluation", "score", "step", "directive", "directive_item")
    )  # fmt: skip

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._ground: Ground | None = None
        self._wanted: tuple[str, str] | None = None
        self._latest = Latest()
        self._asked: Wish | None = None
        self._shown: Prepared | None = None
        self._is_on_its_way = False
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read again what can be chosen, and show the sheet anew where it changed."""
        Query(load_ground).success(self._fill).run(self)

    def open_item(self, entity: str, item_id: str) -> None:
        """Choose the sheet of a person, a unit or an evaluation, or a form by its code: `item_id`
        is then "2026-10", or the id of what it is filled for, with the unit's id after a space, and
        without one the agency's. A meeting is shown by its minutes.
        """
        if entity == "meeting":
            entity = _MINUTES
        is_form = entity[:1] in ("B", "F") and entity[1:2].isdigit()
        if is_form or entity in ("person", "unit", "evaluation"):
            self._wanted = (entity, item_id)
            self._choose_wanted()

    def _build(self) -> None:
        for action_id in ("forms.register", "forms.folder", "forms.workbook", "forms.save"):
            self.head.addWidget(self.actions_.button(action_id))
        self.head.addWidget(self.actions_.button("forms.print", primary=True))
        self.chooser = Chooser(self)
        self.view = PdfView(_("Preview of the form"), on_workers(self))
        self.paper = QStackedWidget()
        self.paper.addWidget(self.view)
        across = QSplitter()
        across.setChildrenCollapsible(False)
        self.paper.setContentsMargins(16, 0, 0, 0)
        across.addWidget(self.chooser)
        across.addWidget(self.paper)
        across.setStretchFactor(1, 1)
        self.body.addWidget(across, 1)
        self.chooser.attach()

    def _connect(self) -> None:
        self.chooser.chosen.connect(self._preview)
        self.chooser.table.activated_row.connect(lambda _index: self.view.setFocus())
        on = self.actions_.on
        on("forms.print", self._print, self._can_make)
        on("forms.save", self._save, self._can_make)
        on("forms.workbook", self._save_workbook, self._has_workbook)
        on("forms.register", self._open_register)
        on("forms.folder", self._save_each, lambda: bool(self.chooser.members()))
        on("forms.find", self.chooser.look_up)

    def _fill(self, ground: Ground) -> None:
        self._ground = ground
        self._asked = None
        self.chooser.fill(ground, self.desktop.scope.cycle)
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        if self._ground is None or self._wanted is None:
            return
        (entity, item_id), self._wanted = self._wanted, None
        if entity == "evaluation":
            ask = partial(wish_of_evaluation, evaluation_id=item_id)
            Query(ask).success(self.chooser.choose).run(self)
        elif entity in {one.code for one in self._ground.forms}:
            span, _space, unit_id = item_id.partition(" ")
            whole = self._ground.units[0].id if self._ground.units else ""
            self.chooser.choose(Wish(entity, span, Owner(unit_id=unit_id or whole)))
        else:
            self.chooser.choose_owner(Whose.PERSON if entity == "person" else Whose.UNIT, item_id)

    def _preview(self) -> None:
        """Ask for the sheet that is chosen now; what was shown stays until the answer comes."""
        wish = self.chooser.wish()
        is_new = wish is None or self._asked != wish
        self._is_on_its_way |= is_new
        self.actions_.update()
        self.actions_.live("forms.workbook").setVisible(self._is_listing())
        self.actions_.live("forms.folder").setVisible(bool(self.chooser.members()))
        if not is_new:
            return
        self._asked = wish
        reply = self._latest.only(self._answer)
        if wish is not None:
            Query(partial(prepare, wish=wish)).success(reply).failure(reply).run(self)
        elif self.chooser.span.value() is None:
            self._show_empty(
                "calendar",
                _("There is no period yet"),
                _("Forms are filled for a period. An administrator or planner adds one."),
            )
        else:
            self._show_empty("person", _("Nobody is chosen"), _("Choose a name in the list."))

    def _answer(self, answer: Prepared | BaseException) -> None:
        if isinstance(answer, BaseException):
            self._show_empty("lock", _("This form cannot be shown"), sentence_of(answer))
        elif answer.is_empty:
            self._show_nothing_registered(answer)
        elif self._shown is None or not answer.prints_as(self._shown):
            self._shown = None
            reply = self._latest.only(partial(self._show, answer))
            Job(lambda _ticket: draw(answer), title=_("Fill the form")).success(reply).run(self)
        else:
            self._is_on_its_way = False
        self.actions_.update()

    def _show(self, prepared: Prepared, pdf: bytes) -> None:
        self._shown = prepared
        self._is_on_its_way = False
        self.view.set_pdf(pdf)
        self.view.setAccessibleDescription(_job_title(prepared))
        self.paper.setCurrentWidget(self.view)
        self.actions_.update()

    def _show_nothing_registered(self, prepared: Prepared) -> None:
        from okrdesk.forms.sheets import owner_name

        self._show_empty(
            "objectives",
            _("{name} has no objectives in {cycle}").format(
                name=owner_name(prepared.sheet), cycle=self.chooser.span.currentText()
            ),
            _("The form lists the objectives that one owns; write them first."),
            _("Go to the objectives"),
        )

    def _show_empty(self, icon: str, title: str, text: str, action: str = "") -> None:
        self._shown = None
        self._is_on_its_way = False
        self.view.set_pdf(None)
        state = EmptyState(icon, title, text, action, self._go_to_objectives)
        old = self.paper.widget(1)
        if old is not None:
            self.paper.removeWidget(old)
            old.deleteLater()
        self.paper.addWidget(state)
        self.paper.setCurrentWidget(state)
        self.actions_.update()

    def _go_to_objectives(self) -> None:
        self.desktop.go.emit("objectives", "", "")

    def _can_make(self) -> bool:
        return self._has_shown() or bool(self.chooser.members())

    def _has_shown(self) -> bool:
        """Say whether the preview shows what is chosen now, not what was chosen before."""
        return self._shown is not None and not self._is_on_its_way

    def _is_listing(self) -> bool:
        offer = self.chooser.offer()
        return offer is not None and offer.has_workbook

    def _has_workbook(self) -> bool:
        return self._has_shown() and self._is_listing()

    def _print(self) -> None:
        if self.chooser.members():
            self._make_all(self._print_made)
        elif self._shown is not None and self.view.pdf:
            pdf, shown = self.view.pdf, self._shown
            self._enter(shown, lambda: PrintDialog(pdf, _job_title(shown), self).open())

    def _enter(self, shown: Prepared, then: Callable[[], None]) -> None:
        """Enter the sheet in the register, and go on when it is there."""
        Command(partial(enter, sheets=[shown]), title=_("Register of printed forms")).success(
            lambda _done: then()
        ).run(self)

    def _open_register(self) -> None:
        from ui.screens.forms.register_dialog import RegisterDialog

        RegisterDialog(self).open()

    def _print_made(self, made: Made) -> None:
        if self._tell_skipped(made):
            PrintDialog(made.pdf, self.chooser.form.currentText(), self).open()

    def _save(self) -> None:
        if self.chooser.members():
            name = _("{form} {unit}").format(
                form=self.chooser.form.value(), unit=self.chooser.unit.currentText().strip()
            )
            self._ask_file(name, self._save_all)
        elif self._shown is not None and self.view.pdf:
            from okrdesk.forms.batch import file_name

            pdf, shown = self.view.pdf, self._shown
            name = file_name(shown.template, shown.sheet).removesuffix(".pdf")
            self._ask_file(name, lambda path: self._enter(shown, partial(self._write, pdf, path)))

    def _save_workbook(self) -> None:
        from okrdesk.forms.batch import file_name

        shown = self._shown
        if shown is None:
            return
        name = file_name(shown.template, shown.sheet).removesuffix(".pdf")
        ask_new_file(
            self,
            _("Save as Excel"),
            f"{name}.xlsx",
            _(EXCEL_FILES),
            lambda path: self._enter(shown, partial(self._write_workbook, shown, path)),
        )

    def _write_workbook(self, shown: Prepared, path: str) -> None:
        Job(lambda _ticket: write_listing(shown, Path(path)), title=_("Save as Excel")).success(
            self._told_file
        ).run(self)

    def _ask_file(self, name: str, then: Callable[[str], object]) -> None:
        ask_new_file(self, _("Save as PDF"), f"{name}.pdf", _(PDF_FILES), then)

    def _write(self, pdf: bytes, path: str) -> None:
        Job(lambda _ticket: _save_to(pdf, Path(path)), title=_("Save as PDF")).success(
            self._told_file
        ).run(self)

    def _save_all(self, path: str) -> None:
        self._make_all(partial(self._write_made, path))

    def _write_made(self, path: str, made: Made) -> None:
        if self._tell_skipped(made):
            self._write(made.pdf, path)

    def _save_each(self) -> None:
        ask_folder(self, _("Choose the folder for the files"), self._fill_folder)

    def _fill_folder(self, folder: str) -> None:
        batch, submit = self._batch(), self.desktop.application.submit
        Job(
            lambda ticket: fill_folder(batch, submit, Path(folder), ticket),
            title=_("Fill the forms"),
        ).success(partial(self._told_folder, folder)).run(self)

    def _make_all(self, then: Callable[[Made], None]) -> None:
        batch, submit = self._batch(), self.desktop.application.submit
        Job(
            lambda ticket: draw_all(batch, submit, ticket),
            title=_("Fill the forms"),
        ).success(then).run(self)

    def _batch(self) -> Batch:
        return Batch(self.chooser.members(), self.chooser.skips_empty.value())

    def _tell_skipped(self, made: Made) -> bool:
        """Say who is left out of a batch; return whether there is anything to print."""
        if not made.count:
            self.messages.show_message(
                _("Nobody here has anything for this form in this period: nothing to print."),
                "warn",
            )
        elif made.skipped:
            self.messages.show_message(_told(made), "info")
        return bool(made.count)

    def _told_file(self, file: Path) -> None:
        self.tell(
            _("Saved: {file}").format(file=file), _("Open the file"), partial(_open, str(file))
        )

    def _told_folder(self, folder: str, made: Made) -> None:
        if self._tell_skipped(made):
            text = f"{_told(made)} {_('Folder: {folder}').format(folder=folder)}"
            self.tell(text, _("Open the folder"), partial(_open, folder))


def _told(made: Made) -> str:
    text = ngettext("{n} form was made.", "{n} forms were made.", made.count).format(n=made.count)
    if made.skipped:
        text += " " + ngettext(
            "{n} person with nothing to print was left out.",
            "{n} people with nothing to print were left out.",
            made.skipped,
        ).format(n=made.skipped)
    return text


def _job_title(prepared: Prepared) -> str:
    from okrdesk.forms.sheets import owner_name

    return f"{prepared.template.code} {owner_name(prepared.sheet)}"


def _save_to(pdf: bytes, file: Path) -> Path:
    from okrdesk.forms.batch import save_pdf

    save_pdf(pdf, file)
    return file


def _open(path: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
