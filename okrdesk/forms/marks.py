"""What a printed sheet is known by: a code that names form, period and owner, and a content hash.

The code says which sheet it is, the hash what it said; the same facts give the same mark on every
PC, so a sheet may be looked at, printed and printed again without a number being used up. The day
that a sheet bears is no part of its content.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from typing import Any

from okrdesk.domain.text import fold
from okrdesk.errors import Code, Refused
from okrdesk.forms.registry import Template

SHORT = 12
"""How many digits of the hash stand on paper: 48 bits, beside a code that names the sheet."""
_LONGEST_CODE = 40
_NOT_IN_A_CODE = re.compile(r"[^A-Z0-9-]+")
_PRINTED = re.compile(r"Mã phiếu: (\S+) – Kiểm tra: ([0-9A-F]{4}) ([0-9A-F]{4}) ([0-9A-F]{4})")
_QR = "OKRDESK/1"
_MASK = 3


@dataclass(frozen=True)
class Mark:
    """A sheet's code and the SHA-256 of its content, as hexadecimal digits; may be shortened."""

    code: str
    sha256: str

    @property
    def short(self) -> str:
        """The part of the hash that stands on paper."""
        return self.sha256[:SHORT].upper()

    @property
    def text(self) -> str:
        """The mark as a person reads it on the sheet."""
        parts = " ".join(self.short[at : at + 4] for at in range(0, SHORT, 4))
        return f"Mã phiếu: {self.code} – Kiểm tra: {parts}"

    def data(self) -> dict[str, str]:
        """Return what a template prints of it."""
        return {"text": self.text, "qr": _qr(f"{_QR} {self.code} {self.short}")}


def mark_of(template: Template, period: str, owner: str, data: dict[str, Any]) -> Mark:
    """Return the mark of a sheet with this `data`, of a period and an owner by their codes."""
    parts = (_code_part(part) for part in (template.code, period, owner))
    code = ".".join(part for part in parts if part)
    if len(code) > _LONGEST_CODE:
        code = (
            code[: _LONGEST_CODE - 7] + "-" + hashlib.sha256(code.encode()).hexdigest()[:6].upper()
        )
    return Mark(code, content_hash(template, data))


def content_hash(template: Template, data: dict[str, Any]) -> str:
    """Return the SHA-256 of what a sheet says: form, edition and facts, without its day."""
    content = {
        "form": template.code,
        "edition": template.effective_from.isoformat(),
        "sheet": undated(data),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def undated(data: dict[str, Any]) -> dict[str, Any]:
    """Return a sheet's data without its mark and the day of its letterhead."""
    head = {name: value for name, value in data["letterhead"].items() if name != "date"}
    return {name: value for name, value in data.items() if name != "mark"} | {"letterhead": head}


def find_mark(text: str) -> Mark | None:
    """Return the mark in the text of a page, or in what a QR code says; None without one."""
    if found := _PRINTED.search(" ".join(text.split())):
        return Mark(found[1], "".join(found.group(2, 3, 4)).lower())
    words = text.split()
    if len(words) == 3 and words[0] == _QR:
        return Mark(words[1], words[2].lower())
    return None


def read_mark(text: str) -> Mark:
    """Return the mark that a person gives: a page's line, a QR code's text, or the code alone.

    Raises Refused NOT_FOUND where it is none of these.
    """
    if mark := find_mark(text):
        return mark
    code = text.strip().upper()
    if not code or " " in code:
        raise Refused(Code.NOT_FOUND, field="document", text=text.strip())
    return Mark(code, "")


def _code_part(text: str) -> str:
    return _NOT_IN_A_CODE.sub("-", fold(text).upper()).strip("-")


@lru_cache(maxsize=1024)
def _qr(text: str) -> str:
    """Return a QR code as SVG, of capitals and digits, which make a code of fewer squares."""
    import segno

    drawing = BytesIO()
    # Trying all eight masks takes most of the time, and any of them is read.
    draw = partial(segno.make_qr(text, error="m", boost_error=False, mask=_MASK).save, kind="svg")
    draw(drawing, border=1, xmldecl=False, svgclass=None, lineclass=None)
    return drawing.getvalue().decode()
