"""Many sheets at once: one PDF with each sheet on pages of its own, or a folder of PDFs.

Both may be called from a worker thread; `progress(done, total)` is told after each sheet, and
`is_cancelled` is asked before the next one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from okrdesk.db.files import file_faults, write_durably
from okrdesk.domain.text import fold
from okrdesk.forms.okr_registration import RegistrationSheet, registration_data
from okrdesk.forms.registry import Template
from okrdesk.forms.render import Renderer

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Watch:
    """Who follows a batch: hears of progress, and may call it off."""

    progress: Callable[[int, int], None] = lambda _done, _total: None
    is_cancelled: Callable[[], bool] = lambda: False


def registration_pdf(
    renderer: Renderer, template: Template, sheets: Sequence[RegistrationSheet], made_at: datetime
) -> bytes:
    """Return all `sheets` in one PDF/A; each starts on its own page, numbered from 1."""
    return renderer.render_pdf(template, registration_data(template, sheets), made_at)


@dataclass(frozen=True)
class FolderBatch:
    """Sheets of one form, to be written as one file each."""

    renderer: Renderer
    template: Template
    made_at: datetime

    def write(
        self, sheets: Sequence[RegistrationSheet], folder: Path, watch: Watch | None = None
    ) -> list[Path]:
        """Write each sheet to `folder` and return the files, in order; those before a cancel stay.

        A file is named after form, number and owner; one of the same name is replaced. Raises Fault
        where the folder is full or may not be written to.
        """
        watch = watch or Watch()
        with file_faults(folder):
            folder.mkdir(parents=True, exist_ok=True)
        written: list[Path] = []
        for number, sheet in enumerate(sheets, start=1):
            if watch.is_cancelled():
                break
            pdf = registration_pdf(self.renderer, self.template, [sheet], self.made_at)
            file = folder / file_name(self.template, sheet, number)
            write_durably(file, pdf)
            written.append(file)
            watch.progress(number, len(sheets))
        return written


def file_name(template: Template, sheet: RegistrationSheet, number: int | None = None) -> str:
    """Return a name in plain ASCII for the sheet's file, such as "F11-003-nguyen-van-an.pdf"."""
    owner = _NOT_IN_A_NAME.sub("-", fold(sheet.owner.name))[:_LONGEST_NAME].strip("-")
    parts = [template.code, f"{number:03}" if number else "", owner]
    return "-".join(part for part in parts if part) + ".pdf"
