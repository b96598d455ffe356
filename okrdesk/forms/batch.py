"""Many sheets at once: one PDF with each sheet on pages of its own, or a folder of PDFs.

Both may be called from a worker thread.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from okrdesk.db.files import file_faults
from okrdesk.domain.text import fold
from okrdesk.forms.registry import Template
from okrdesk.forms.render import Renderer
from okrdesk.forms.sheets import Facts, form_data, make_sheet, owner_name

Progress = Callable[[int, int], None]
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Press:
    """What makes the sheets of a form: the renderer, the form's edition, the moment they bear."""

    renderer: Renderer
    template: Template
    made_at: datetime

    def pdf(self, sheets: Sequence[Facts]) -> bytes:
        """Return all `sheets` in one PDF/A; each starts on its own page, numbered from 1.

        Raises as `Renderer.render_pdf` does. Takes about 2.5 MB of memory for each sheet.
        """
        data = form_data(self.template, [make_sheet(self.template, one) for one in sheets])
        return self.renderer.render_pdf(self.template, data, self.made_at)

    def fill_folder(self, sheets: Sequence[Facts], folder: Path, progress: Progress) -> list[Path]:
        """Write each sheet to a file of its own in `folder`, and return the files in order.

        `progress(done, total)` is told before the first sheet and after each; what it raises stops
        the batch, and the files made until then stay. A file is named after form, number and owner
        and replaces one of the same name. Raises Fault where the folder is full or not writable.
        """
        with file_faults(folder):
            folder.mkdir(parents=True, exist_ok=True)
        progress(0, len(sheets))
        written: list[Path] = []
        for number, sheet in enumerate(sheets, start=1):
            file = folder / file_name(self.template, sheet, number)
            save_pdf(self.pdf([sheet]), file)
            written.append(file)
            progress(number, len(sheets))
        return written


def save_pdf(pdf: bytes, file: Path) -> None:
    """Write `file`, whole or not at all; raises Fault (full, not writable, failing disk).

    It is not forced to the disk, which takes longer than making it: a sheet can be made again.
    """
    part = file.with_name(f".{file.name}.part")
    with file_faults(file):
        try:
            part.write_bytes(pdf)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


def file_name(template: Template, sheet: Facts, number: int | None = None) -> str:
    """Return a name in plain ASCII for the sheet's file, such as "F11-003-nguyen-van-an.pdf"."""
    owner = _NOT_IN_A_NAME.sub("-", fold(owner_name(sheet)))[:_LONGEST_NAME].strip("-")
    parts = [template.code, f"{number:03}" if number else "", owner]
    return "-".join(part for part in parts if part) + ".pdf"
