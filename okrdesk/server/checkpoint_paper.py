"""A checkpoint as one page for a witness outside: what the server signed, as text and as QR code.

Who holds the paper can show, years later, that the log before it was changed, or that it was not:
`resources/audit/verify_okrdesk_log.py --mark` takes the text of the code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from sqlalchemy import Connection

from okrdesk.domain.dates import format_date, office_time
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import shared_renderer
from okrdesk.paths import resources
from okrdesk.server.checkpoints import Kept, checkpoint_before, letterhead
from okrdesk.sync.wire import Checkpoint

_NAME = "OKR-CHECKPOINT/1"
_LENGTHS = 32, 64
"""Bytes of a root and of a signature."""


@dataclass(frozen=True)
class CheckpointPaper:
    """What the page says; `made_at` is the checkpoint's time in the agency's own zone."""

    checkpoint: Checkpoint
    key: str
    epoch: str
    letterhead: Mapping[str, Any]
    made_at: datetime
    before: tuple[int, datetime] | None = None
    witnesses: Sequence[str] = ()


def mark_text(checkpoint: Checkpoint) -> str:
    """Return the text of the QR code; capitals and digits, which make a code of fewer squares."""
    parts = (checkpoint.agency, checkpoint.size, checkpoint.root, checkpoint.time, checkpoint.sig)
    return " ".join([_NAME, *(str(part) for part in parts)]).upper()


def read_mark(text: str) -> Checkpoint:
    """Return the checkpoint of a QR code's text; ValueError where it is none."""
    name, agency, size, root, time, sig = text.lower().split()
    lengths = len(bytes.fromhex(root)), len(bytes.fromhex(sig))
    if name != _NAME.lower() or not size.isdecimal() or lengths != _LENGTHS:
        raise ValueError("not a checkpoint")
    return Checkpoint(agency, int(size), root, int(time), sig)


def paper_of(connection: Connection, kept: Kept, key: str) -> CheckpointPaper:
    """Return the page of a kept checkpoint, by the clock of the office; `key` is the server's."""
    before = checkpoint_before(connection, kept)
    return CheckpointPaper(
        kept.checkpoint,
        key,
        kept.epoch,
        letterhead(connection, kept.checkpoint.agency),
        office_time(kept.at),
        (before.checkpoint.size, office_time(before.at)) if before else None,
        tuple(f"{one.name}, {format_date(one.on)}" for one in kept.witnesses),
    )


def checkpoint_pdf(paper: CheckpointPaper) -> bytes:
    """Return the page as PDF/A-2b; raises what `Renderer.render_pdf` raises."""
    template = find_template("checkpoint", paper.made_at.date(), resources())
    data = _data(paper, template.words) | {"title": template.name("vi")}
    return shared_renderer().render_pdf(template, data, paper.made_at)


def _data(paper: CheckpointPaper, words: Mapping[str, str]) -> dict[str, Any]:
    checkpoint, day = paper.checkpoint, paper.made_at.date()
    before = words["none"]
    if paper.before:
        size, at = paper.before
        before = words["before"].format(size=_count(size), time=_time(at), day=format_date(at))
    return {
        "letterhead": {
            **paper.letterhead,
            "date": {"day": day.day, "month": day.month, "year": day.year},
        },
        "agency": checkpoint.agency,
        "size": _count(checkpoint.size),
        "time": _time(paper.made_at),
        "day": format_date(day),
        "before": before,
        "root": checkpoint.root,
        "key": paper.key,
        "signature": checkpoint.sig,
        "epoch": paper.epoch,
        "witnesses": list(paper.witnesses),
        "qr": _qr(mark_text(checkpoint)),
    }


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _time(at: datetime) -> str:
    return f"{at.hour} giờ {at.minute:02d}"


def _qr(text: str) -> str:
    """Return a QR code as SVG; level M survives a coffee stain and still fits a cheap scanner."""
    import segno

    drawing = BytesIO()
    draw = partial(segno.make_qr(text, error="m", boost_error=False).save, kind="svg")
    draw(drawing, border=1, xmldecl=False, svgclass=None, lineclass=None)
    return drawing.getvalue().decode()
