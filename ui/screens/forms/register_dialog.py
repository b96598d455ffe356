"""The register of printed forms: does a sheet match the record, and what changed since; the signed
file or the scan is attached back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.domain.tasks import AttachmentKind
from okrdesk.errors import Code, Refused
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from okrdesk.sentences import explain
from ui.checkin.evidence_files import open_file
from ui.operations import Command, Query
from ui.screens.forms.sign_dialog import PDF_FILES, Printed, SignDialog
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, TextEdit
from ui.widgets.files import ask_file
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.forms.register import Checked
    from okrdesk.services.desk import Desk
    from okrdesk.services.documents import Document

LINES = 9
"""How many lines of what the register says are seen without scrolling."""
SIGNED_FILES = N_("Signed sheets and scans (*.pdf *.png *.jpg *.jpeg)")


@dataclass(frozen=True)
class Answer:
    """What the register says: its sentences, and whether all is well; the `document` if known.

    `printed` is there where a PDF is as it was printed, so that it may be signed.
    """

    lines: tuple[str, ...]
    is_good: bool
    document: "Document | None"
    printed: Printed | None = None


class RegisterDialog(Dialog):
    """Type the code of a sheet, or choose or drop its PDF; attach what came back signed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Register of printed forms"), parent, width=84)
        self._answer: Answer | None = None
        self._asked: Callable[[Desk], Answer] | None = None
        self.setAcceptDrops(True)
        self.body.addWidget(
            label(
                _("Type the code at the foot of a sheet, choose its PDF, or drop the file here."),
                "muted",
                wrap=True,
            )
        )
        self.fields = Form(columns=2)
        self.code = self.fields.add("code", _("Code of the sheet"), TextEdit(limit=200), half=True)
        self.kind = self.fields.add(
            "kind",
            _("What came back"),
            ChoiceBox(
                [Choice(one, name_of(one)) for one in (AttachmentKind.SIGNED, AttachmentKind.SCAN)]
            ),
            half=True,
        )
        self.kind.set_value(AttachmentKind.SIGNED)
        self.body.addWidget(self.fields)
        self.body.addLayout(self._row())
        if not _may_sign():
            missing = explain(Refused(Code.SIGNING_NOT_INSTALLED))
            self.sign.setToolTip(missing)
            self.body.addWidget(label(missing, "small", wrap=True))
        self.verdict = label("", "section", wrap=True)
        self.details = label("", "", wrap=True)
        self.details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.details.setAccessibleName(_("What the register says"))
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.details.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.details)
        self.body.addStretch(1)
        self.cancel_button.setText(_("Close"))
        self.add_primary(_("Check the code"), self._check_code, icon="check")
        self.code.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one PDF."""
        if len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check the PDF that was dropped."""
        self.check_file(event.mimeData().urls()[0].toLocalFile())

    def check_file(self, path: str) -> None:
        """Say what the register knows of a PDF."""
        self._ask(partial(_checked_file, file=Path(path)))

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.choose = button(_("Choose a PDF…"), self._choose_pdf, icon="folder")
        self.attach = button(_("Attach the signed file…"), self._choose_signed, icon="evidence")
        self.sign = button(_("Sign…"), self._open_signing, icon="edit")
        self.show_file = button(_("Open the attached file"), self._open_attached, icon="open")
        for one in (self.choose, self.attach, self.show_file, self.sign):
            row.addWidget(one)
        row.addStretch(1)
        for one in (self.attach, self.show_file, self.sign):
            one.setEnabled(False)
        return row

    def _check_code(self) -> None:
        code = self.code.value()
        if code:
            self._ask(partial(_checked_text, text=code))
        else:
            self.fields.row("code").set_error(
                _("Type the code that stands at the foot of a sheet.")
            )

    def _choose_pdf(self) -> None:
        ask_file(self, _("Choose a PDF"), _(PDF_FILES), self.check_file)

    def _choose_signed(self) -> None:
        ask_file(self, _("Choose the signed file"), _(SIGNED_FILES), self._attach)

    def _ask(self, call: "Callable[[Desk], Answer]") -> None:
        self.messages.hide()
        self.fields.clear_errors()
        self._asked = call
        self._read()

    def _read(self) -> None:
        if self._asked is not None:
            Query(self._asked).success(self._show).run(self)

    def _show(self, answer: Answer) -> None:
        self._answer = answer
        self.attach.setEnabled(answer.document is not None)
        self.show_file.setEnabled(bool(answer.document and answer.document.files))
        self.sign.setEnabled(answer.printed is not None and _may_sign())
        first, *more = answer.lines
        self.verdict.setText(first)
        self.verdict.setProperty("tone", "good" if answer.is_good else "bad")
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        self.details.setText("\n".join(more))

    def _open_attached(self) -> None:
        """Open the file that came back last."""
        if self._answer is not None and self._answer.document is not None:
            open_file(self, self._answer.document.files[-1])

    def _open_signing(self) -> None:
        if self._answer is not None and self._answer.printed is not None:
            dialog = SignDialog(self._answer.printed, self)
            dialog.saved.connect(self._tell_signed)
            dialog.open()

    def _tell_signed(self, file: Path) -> None:
        self._tell(_("{name} was signed, and attached to the register.").format(name=file.name))

    def _tell(self, text: str) -> None:
        """Say what was done, and what the register says since."""
        self.messages.show_message(text, "good")
        self._read()

    def _attach(self, path: str) -> None:
        document = self._answer.document if self._answer else None
        if document is None:
            return
        call = partial(_attached, document_id=document.id, kind=self.kind.value(), file=Path(path))
        told = _("{name} was attached to the register.").format(name=Path(path).name)
        command = Command(call, title=_("Attach the signed file…"))
        command.success(lambda _id: self._tell(told)).run(self)


def _may_sign() -> bool:
    from okrdesk.forms.signing import is_installed

    return is_installed()


def _checked_text(desk: "Desk", text: str) -> Answer:
    from okrdesk.forms.register import check_text

    return _answer(check_text(desk, text))


def _checked_file(desk: "Desk", file: Path) -> Answer:
    from okrdesk.forms.register import check_pdf

    found = check_pdf(desk, file)
    document = found.document
    printed = Printed(document, file) if document and found.matches else None
    return replace(_answer(found), printed=printed)


def _answer(found: "Checked") -> Answer:
    from okrdesk.forms.register_texts import lines_of

    is_good = found.is_registered and found.is_untouched is not False
    return Answer(tuple(lines_of(found)), is_good, found.document)


def _attached(desk: "Desk", document_id: str, kind: AttachmentKind, file: Path) -> object:
    from okrdesk.services.documents import attach_file

    return attach_file(desk, document_id, kind, file)
