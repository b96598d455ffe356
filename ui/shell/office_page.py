"""The page of the first start that asks what to begin with: an office of one's own, the office's
server, or the sample.
"""

from enum import StrEnum
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from okrdesk.i18n import N_, _
from ui.sync.download import Download
from ui.sync.enrol_form import EnrolForm
from ui.sync.link import SyncLink
from ui.widgets.editors import TextEdit
from ui.widgets.form import Form
from ui.widgets.text import label


class Beginning(StrEnum):
    """What a new data folder begins with."""

    OWN = "own"
    SERVER = "server"
    SAMPLE = "sample"


_NAMES = {
    Beginning.OWN: N_("My own office, on this computer alone"),
    Beginning.SERVER: N_("The server of my office (I have an address and a code)"),
    Beginning.SAMPLE: N_("The sample office, to look around (nothing in it is real)"),
}


class OfficePage(QWidget):
    """Three choices; below them, what the chosen one asks for.

    Where a server had this computer's data destroyed, that server is chosen, with what is known.
    """

    def __init__(self, link: SyncLink) -> None:
        super().__init__()
        self.choices = {one: QRadioButton(_(_NAMES[one])) for one in Beginning}
        self.choices[Beginning.OWN].setChecked(True)
        self.office_form = Form(columns=2)
        self._fill_office_form()
        self.enrol_form = EnrolForm()
        self.download = Download(link)
        group = QButtonGroup(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(label(_("What do you want to begin with?"), "title", wrap=True))
        for choice in self.choices.values():
            group.addButton(choice)
            box.addWidget(choice)
            choice.toggled.connect(lambda _on: self._follow())
        box.addSpacing(4)
        box.addWidget(self.office_form)
        box.addWidget(self.enrol_form)
        box.addWidget(self.download)
        box.addStretch(1)
        if link.standing.server:
            self.choose(Beginning.SERVER)
            self.enrol_form.set_known(link.standing)
        self._follow()

    @property
    def beginning(self) -> Beginning:
        """What was chosen."""
        return next(one for one, choice in self.choices.items() if choice.isChecked())

    @property
    def start(self) -> QWidget:
        """Where typing starts."""
        is_server = self.beginning is Beginning.SERVER
        return self.enrol_form.start if is_server else self.agency

    def choose(self, beginning: Beginning) -> None:
        """Choose for the person."""
        self.choices[beginning].setChecked(True)

    def office_texts(self) -> list[str]:
        """Return the agency's name and code and the person's name, or what stands for them."""
        fields = (self.agency, self.code, self.person)
        return [field.value() or field.placeholderText() for field in fields]

    def enrolment(self) -> dict[str, Any] | None:
        """Return what was typed about the server, or None after showing what is missing."""
        return self.enrol_form.values()

    def _fill_office_form(self) -> None:
        add = self.office_form.add
        self.agency = add(
            "agency_name", _("Name of the agency"), TextEdit(_("My office"), 300), required=False
        )
        self.person = add(
            "person_name", _("Your full name"), TextEdit(_("Officer"), 200), half=True
        )
        self.code = add("agency_code", _("Short code"), TextEdit("CQ", 40), half=True)

    def _follow(self) -> None:
        self.enrol_form.setVisible(self.beginning is Beginning.SERVER)
        self.office_form.setVisible(self.beginning is not Beginning.SERVER)
        self.office_form.setEnabled(self.beginning is Beginning.OWN)
