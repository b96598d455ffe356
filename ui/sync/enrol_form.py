"""The fields that enrolling a machine takes: server, user, one-time code, and what some offices ask
beside them.
"""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import N_, _
from ui.problems import sentence_of
from ui.shell.lock_screen import PasswordEdit
from ui.sync.link import Standing
from ui.widgets.buttons import button
from ui.widgets.editors import TextEdit
from ui.widgets.form import Form
from ui.widgets.path_edit import FileEdit

CERTIFICATES = N_("Certificates (*.pem *.crt *.cer)")
MORE = ("second_factor", "agency", "ca_file")
_MENDED_AT = {
    Code.SERVER_UNREACHABLE: "server",
    Code.SERVER_MISBEHAVES: "server",
    Code.SERVER_NOT_TRUSTED: "ca_file",
}
"""Where a person mends what no field is wrong about by itself: nothing has been enrolled yet."""


class EnrolForm(Form):
    """Where and as whom; the fields that few offices need come with a click (`unfolded`)."""

    unfolded = Signal()

    def __init__(self) -> None:
        super().__init__(columns=2)
        self.server = self.add(
            "server",
            _("Address of the server"),
            TextEdit("https://okr.coquan.gov.vn", 300),
            required=True,
            help_text=_("It stands on the slip from your administrator, with the code."),
        )
        self.user = self.add("user", _("User name"), TextEdit(limit=80), required=True, half=True)
        self.code = self.add(
            "code", _("One-time code"), TextEdit("XXXX-XXXX-XXXX", 40), required=True, half=True
        )
        self.password = self.add(
            "password",
            _("Password of your account"),
            PasswordEdit(),
            required=True,
            half=True,
            help_text=_(
                "On your first computer, choose one now; later, type the same. It opens the data"
                " on this computer too."
            ),
        )
        self.again = self.add("again", _("Once more"), PasswordEdit(), required=True, half=True)
        self.second = self.add(
            "second_factor",
            _("Second factor"),
            TextEdit("123456", 12),
            half=True,
            help_text=_("The six digits of your authenticator, where your office asks for them."),
        )
        self.agency = self.add(
            "agency",
            _("Code of the agency"),
            TextEdit(limit=40),
            half=True,
            help_text=_("Only where one server serves several agencies."),
        )
        self.ca_file = self.add(
            "ca_file",
            _("Certificate of the office"),
            FileEdit(_("Choose the certificate"), _(CERTIFICATES)),
            help_text=_("Only where the administrator gave you such a file."),
        )
        self.more = button(_("More fields…"), self.show_more, kind="link")
        self.add_widget(self.more)
        for name in MORE:
            self.show_field(name, False)

    def show_more(self) -> None:
        """Show the fields that few offices need."""
        for name in MORE:
            self.show_field(name, True)
        self.more.hide()
        self.second.setFocus()
        self.unfolded.emit()

    def values(self) -> dict[str, Any] | None:
        """Return what was typed; None after showing what is missing, or that passwords differ."""
        values = super().values()
        if values is None:
            return None
        again = values.pop("again")
        if again != values["password"] and not self.row("again").isHidden():
            self.row("again").set_error(_("The two passwords differ."))
            self.again.setFocus()
            return None
        return values

    def field_of(self, error: BaseException) -> str:
        """Return the field at which an error is mended; "" where there is none."""
        if not isinstance(error, OkrError):
            return ""
        name = error.field or _MENDED_AT.get(error.code, "")
        return name if name in self.names() else ""

    def show_problem(self, error: BaseException) -> None:
        """Show an error at the field where it is mended, bringing that into view."""
        name = self.field_of(error)
        if name in MORE:
            self.show_more()
        if name:
            self.row(name).set_error(sentence_of(error))
            self.focus_first_error()
        else:
            super().show_problem(error)

    def set_known(self, standing: Standing) -> None:
        """Fill in what is known of an earlier enrolment: its password is chosen, and not new."""
        known = {"server": standing.server, "user": standing.user}
        self.set_values({name: value for name, value in known.items() if value})
        self.show_field("again", not standing.user)

    @property
    def start(self) -> QWidget:
        """Where typing starts: the first field of those that a slip always has that is empty."""
        fields = (self.server, self.user, self.code)
        return next((field for field in fields if not field.value()), self.code)
