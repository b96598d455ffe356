"""Which printer, how many, which pages: asked before a PDF is printed.

    PrintDialog(pdf, _("Registration form"), self).open()

The printers are looked up on a worker; the job runs on after the dialog has closed, and the status
bar shows it. A screen then says what was sent, and offers to go on from a page where paper jammed.
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.errors import Code, Refused
from okrdesk.i18n import _, ngettext
from ui.operations import Job
from ui.printing import PrinterChoice, PrintOrder, find_printers, print_pdf
from ui.screen import Screen
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DecimalEdit, TextEdit, Tick
from ui.widgets.form import Form
from ui.widgets.text import label

MOST_COPIES = 99
_REMEMBERED = "printer"
_PAGES = re.compile(r"(?P<first>\d{1,4})(?: ?(?P<to>[-–]) ?(?P<last>\d{1,4})?)?", re.ASCII)


class PrintDialog(Dialog):
    """Prints `pdf` under the job name `title`; `saved` carries the order that was sent.

    `pages` is what stands in that field at the beginning.
    """

    def __init__(self, pdf: bytes, title: str, parent: QWidget, pages: str = "") -> None:
        super().__init__(_("Print"), parent, width=56)
        self._pdf = pdf
        self._job_title = title
        self._owner = parent
        self._printers: list[PrinterChoice] = []
        self.no_printer = label(
            _("This computer has no printer. Save the PDF and print it elsewhere."),
            "muted",
            wrap=True,
        )
        self.no_printer.hide()
        self.body.addWidget(self.no_printer)
        self.form = self._form(pages)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.print_button = self.add_primary(_("Print"), self._print, icon="print")
        self.print_button.setEnabled(False)
        Job(lambda _ticket: find_printers(), title=_("Looking for printers")).success(
            self._offer
        ).run(self)

    def _form(self, pages: str) -> Form:
        form = Form(columns=2)
        self.printer = form.add("printer", _("Printer"), ChoiceBox(), required=True)
        self.printer.edited.connect(self._allow_both_sides)
        form.add("copies", _("Copies"), DecimalEdit(), required=True, half=True)
        pages_help = _("For example 2, 2-5, or 4- to the end; empty prints all.")
        form.add("pages", _("Pages"), TextEdit(limit=9), help_text=pages_help, half=True)
        self.both_sides = form.add("both_sides", _("Both sides"), Tick(_("Print on both sides")))
        form.set_values({"copies": Decimal(1), "pages": pages})
        return form

    def _offer(self, printers: list[PrinterChoice]) -> None:
        self._printers = printers
        self.printer.set_choices([Choice(found.name, found.label) for found in printers])
        self.printer.set_value(self.desktop.settings.recall(_REMEMBERED, None))
        self.no_printer.setVisible(not printers)
        self.form.setVisible(bool(printers))
        self.print_button.setEnabled(bool(printers))
        self._allow_both_sides()
        (self.printer if printers else self.cancel_button).setFocus()

    def _allow_both_sides(self) -> None:
        chosen = [found for found in self._printers if found.name == self.printer.value()]
        able = any(found.can_duplex for found in chosen)
        self.both_sides.setEnabled(able)
        if not able:
            self.both_sides.set_value(False)

    def _print(self) -> None:
        values = self.form.values()
        if values is None:
            return
        try:
            order = order_of(values)
        except Refused as error:
            self.form.show_problem(error)
            return
        self.desktop.settings.remember(_REMEMBERED, order.printer)
        send = partial(print_pdf, self._pdf, order, self._job_title)
        told = partial(_tell_sent, self._owner, self._pdf, self._job_title, order)
        Job(lambda ticket: send(ticket.progress), title=_("Print")).success(told).run(self._owner)
        self.finish(order)


def order_of(values: dict[str, Any]) -> PrintOrder:
    """Return the order that a form's `values` stand for; raises Refused BAD_VALUE with a field."""
    copies: Decimal = values["copies"]
    if copies != int(copies) or not 1 <= copies <= MOST_COPIES:
        raise Refused(Code.BAD_VALUE, field="copies", text=str(copies), allowed=f"1–{MOST_COPIES}")
    order = PrintOrder(values["printer"], int(copies), bool(values["both_sides"]))
    written = (values["pages"] or "").strip()
    if not written:
        return order
    found = _PAGES.fullmatch(written)
    first = int(found["first"]) if found else 0
    is_open = found is not None and found["to"] is not None and found["last"] is None
    last = int(found["last"] or first) if found else 0
    if not 1 <= first <= last:
        raise Refused(Code.BAD_VALUE, field="pages", text=written, allowed="2, 2-5, 4-")
    return replace(order, first=first, last=None if is_open else last)


def _tell_sent(owner: QWidget, pdf: bytes, title: str, order: PrintOrder, sent: int) -> None:
    """Say on the screen how many pages went out, and offer the rest again, should paper jam."""
    if not isinstance(owner, Screen):
        return

    def again() -> None:
        PrintDialog(pdf, title, owner, f"{order.first}-").open()

    text = ngettext(
        "{n} page was sent to the printer.", "{n} pages were sent to the printer.", sent
    ).format(n=sent)
    owner.tell(text, _("Print again from a page…"), again)
