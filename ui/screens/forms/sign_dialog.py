"""Signing a sheet of the register with a key; the signed file is attached to it."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.tasks import AttachmentKind
from okrdesk.i18n import N_, _
from ui.operations import Command, Job
from ui.shell.lock_screen import PasswordEdit
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, TextEdit
from ui.widgets.files import ask_new_file
from ui.widgets.form import Form
from ui.widgets.path_edit import FileEdit
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.forms.signing import Key, Place
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.documents import Document

PDF_FILES = N_("PDF files (*.pdf)")
_FILE, _TOKEN = "file", "token"
_MEMORY = "forms.signing"
_FIELDS = {_FILE: ("key",), _TOKEN: ("library", "token", "label")}
"""What is asked for each keeper of a key, beside its password."""
_KEPT = ("keeper", "key", "library", "token", "label")
"""What is there again the next time; the password never is."""


@dataclass(frozen=True)
class Printed:
    """A sheet of the register, and the file it stands in as it was printed."""

    document: "Document"
    file: Path


class SignDialog(Dialog):
    """Asks for the key and the place; `saved` carries the path of the signed file."""

    def __init__(self, printed: Printed, parent: QWidget) -> None:
        super().__init__(_("Sign the sheet"), parent, width=72)
        self._printed = printed
        self.form = Form(columns=2)
        self.body.addWidget(label(printed.document.title, "muted", wrap=True))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self._add_fields()
        self.sign = self.add_primary(_("Sign and attach…"), self._sign, icon="edit")
        self.sign.setEnabled(False)
        Job(lambda _ticket: _places(printed.document), title=_("Sign the sheet")).success(
            self._offer
        ).run(self)
        self.keeper.setFocus()

    def is_dirty(self) -> bool:
        """Say whether a password was typed."""
        return self.secret.value() is not None

    def sign_to(self, target: str) -> None:
        """Sign the sheet into a new file, and attach that to the register."""
        values = self.form.values()
        if values is None:
            return
        kept = {name: values[name] or "" for name in _KEPT}
        self.desktop.settings.remember(_MEMORY, kept)
        self.sign.setEnabled(False)
        submit = self.desktop.application.submit
        call = partial(_signed, self._printed, values, Path(target), submit)
        job = Job(lambda _ticket: call(), title=_("Sign the sheet"))
        job.success(self._attach).failure(self._not_signed).run(self)

    def _add_fields(self) -> None:
        keepers = [Choice(_FILE, _("Key file (PKCS#12)")), Choice(_TOKEN, _("Token (PKCS#11)"))]
        self.keeper = self.form.add("keeper", _("The key is on"), ChoiceBox(keepers))
        self.place = self.form.add("place", _("Sign as"), ChoiceBox())
        kinds = _("Key files (*.p12 *.pfx)")
        self.form.add("key", _("Key file"), FileEdit(_("Key file"), kinds), required=True)
        kinds = _("Libraries (*.so *.dll)")
        library = FileEdit(_("The token's library"), kinds)
        self.form.add("library", _("The token's library"), library, required=True)
        self.form.add("token", _("Name of the token"), TextEdit(), half=True, required=True)
        help_text = _("Empty where it is named like the token.")
        self.form.add("label", _("Name of the key"), TextEdit(), half=True, help_text=help_text)
        self.secret = self.form.add(
            "secret", _("Password of the key, or PIN"), PasswordEdit(), required=True
        )
        known = self.desktop.settings.recall(_MEMORY, {})
        known = known if isinstance(known, dict) else {}
        self.form.set_values({name: known.get(name) or None for name in _KEPT})
        self.keeper.set_value(_TOKEN if known.get("keeper") == _TOKEN else _FILE)
        self.keeper.edited.connect(self._show_fields)
        self._show_fields()

    def _show_fields(self) -> None:
        for keeper, names in _FIELDS.items():
            for name in names:
                self.form.show_field(name, keeper == self.keeper.value())

    def _offer(self, places: "list[Place]") -> None:
        titles = [Choice(one.number, " ".join(one.title.split())) for one in places]
        self.place.set_choices(titles)
        self.sign.setEnabled(bool(places))

    def _sign(self) -> None:
        if self.form.values() is not None:
            file = self._printed.file
            name = _("{name}-signed.pdf").format(name=file.stem)
            ask_new_file(self, _("Save the signed sheet"), name, _(PDF_FILES), self.sign_to)

    def _attach(self, target: Path) -> None:
        call = partial(_attached, document_id=self._printed.document.id, file=target)
        command = Command(call, title=_("Attach the signed file…"))
        command.success(lambda _done: self.finish(target)).failure(self._not_signed).run(self)

    def _not_signed(self, error: BaseException) -> None:
        self.sign.setEnabled(True)
        self.show_problem(error)


def _places(document: "Document") -> "list[Place]":
    from okrdesk.forms.signing import find_places

    return find_places(document)


def _signed(
    printed: Printed,
    values: dict[str, Any],
    target: Path,
    submit: Callable[[Callable[[Any], Any]], "Future[Any]"],
) -> Path:
    """Sign on this worker, once the database says that the file is still as it was printed."""
    from okrdesk.forms.signing import Signing, require_printed, sign_sheet

    document = submit(partial(require_printed, file=printed.file)).result()
    at: datetime = submit(lambda desk: desk.store.now()).result()
    return sign_sheet(document, printed.file, Signing(_key(values), values["place"], at), target)


def _key(values: dict[str, Any]) -> "Key":
    from okrdesk.forms.signing import FileKey, TokenKey

    if values["keeper"] == _FILE:
        return FileKey(Path(values["key"]), values["secret"])
    name = values["label"] or values["token"]
    return TokenKey(Path(values["library"]), values["token"], name, values["secret"])


def _attached(desk: "Desk", document_id: str, file: Path) -> "Done[str]":
    from okrdesk.services.documents import attach_file

    return attach_file(desk, document_id, AttachmentKind.SIGNED, file)
