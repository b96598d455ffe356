"""The dialog Ghi danh với máy chủ: joins this computer to an office, for the first time or anew."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.operations import report
from ui.sync.download import Download
from ui.sync.enrol_form import EnrolForm
from ui.widgets.dialog import Dialog
from ui.widgets.text import label


class EnrolDialog(Dialog):
    """Asks what enrolling takes, does it, and shows the first download; `saved` once it is done."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(_("Enrol with a server"), owner, width=84)
        self._is_running = False
        self._link = self.desktop.sync
        self.body.addWidget(label(self._lead(), "muted", wrap=True))
        self.form = EnrolForm()
        self.form.set_known(self._link.standing)
        self.form.unfolded.connect(self.grow)
        self.body.addWidget(self.form)
        self.download = Download(self._link)
        self.body.addWidget(self.download)
        self.body.addStretch(1)
        self.go = self.add_primary(_("Enrol"), self._enrol, icon="server")

    def open(self) -> None:
        """Show the dialog with the cursor in the first field that is empty."""
        super().open()
        self.form.start.setFocus()

    def is_dirty(self) -> bool:
        """Say whether something was typed."""
        return self.form.is_dirty() and not self._is_running

    def _lead(self) -> str:
        if self._link.standing.is_enrolled:
            return _(
                "Ask the administrator for a new code. What was entered here and not yet sent stays"
                " and is sent after enrolling."
            )
        return _(
            "The data of the server's office is put into a data folder of its own. The office on"
            " this computer stays as it is."
        )

    def _enrol(self) -> None:
        values = self.form.values()
        if values is None:
            self.grow()
            return
        self._run(True)
        future = self.desktop.enrol(values)
        self.desktop.watch(self, future, self._enrolled)

    def _enrolled(self, done: "Future[Any]") -> None:
        self._run(False)
        error = done.exception()
        if error is None:
            self.finish(done.result())
        elif self.form.field_of(error):
            self.form.show_problem(error)
            self.grow()
        else:
            report(self, error)

    def _run(self, on: bool) -> None:
        self._is_running = on
        self.form.setEnabled(not on)
        self.go.setEnabled(not on)
        if on:
            self.messages.hide()
            self.download.begin()
        else:
            self.download.hide()
