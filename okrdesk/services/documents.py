"""The register of printed forms (sổ phiếu): what each sheet said, and the files that came back.

A document is a log: a sheet is entered once for each content, and never changed. What a unit's
sheet says belongs to who printed it.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import evidence_store, schema
from okrdesk.db.among import any_of
from okrdesk.db.files import file_faults
from okrdesk.db.joining import named_by
from okrdesk.domain.act import Act
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import AttachmentKind
from okrdesk.services.checks import clean_title, fetch
from okrdesk.services.desk import Desk, Done
from okrdesk.services.evaluation_rights import Rights

_document, _attachment, _person = schema.document, schema.attachment, schema.person
_PLAIN = 100_000
"""Facts of more bytes are kept compressed; those of a list of hundreds of people are."""


@dataclass(frozen=True)
class NewDocument:
    """A sheet to be entered: its mark, whose it is, and all that it says (JSON-like)."""

    code: str
    form: str
    title: str
    content_sha256: str
    owner: Owner
    period_id: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class AttachedFile:
    """A file that came back for a sheet: a signed PDF or a scan; `size` in bytes."""

    id: str
    kind: AttachmentKind
    name: str
    sha256: str
    size: int
    who: str
    at: datetime


@dataclass(frozen=True)
class Document:
    """A sheet in the register, with what it said, who entered it and when, and its files."""

    id: str
    code: str
    form: str
    title: str
    content_sha256: str
    owner: Owner
    period_id: str | None
    facts: Mapping[str, Any]
    who: str
    at: datetime
    files: tuple[AttachedFile, ...] = ()


def register_documents(desk: Desk, sheets: Sequence[NewDocument]) -> Done[tuple[str, ...]]:
    """Enter sheets, each content once; return the ids in the order given.

    Raises Refused(NO_AUTHORITY) unless all of them may be printed.
    """
    with desk.write(Act.REGISTER_DOCUMENT) as work:
        rights = Rights(desk, work.connection)
        for sheet in sheets:
            if sheet.owner.person_id:
                rights.require(Right.PRINT_FORMS, sheet.owner.person_id)
            else:
                desk.require(work.connection, Right.PRINT_FORMS, [sheet.owner])
        known = _known(work.connection, desk.agency_id, [sheet.code for sheet in sheets])
        new = {
            (sheet.code, sheet.content_sha256): sheet
            for sheet in sheets
            if (sheet.code, sheet.content_sha256) not in known
        }
        rows = [_values(sheet, desk.person_id, work.author.now) for sheet in new.values()]
        known |= dict(zip(new, work.add_many(_document, rows), strict=True))
        ids = tuple(known[sheet.code, sheet.content_sha256] for sheet in sheets)
    return Done(ids, frozenset(work.touched))


def find_documents(desk: Desk, code: str) -> list[Document]:
    """Return what was printed under a code, the latest first; only what one may read."""
    return _find(desk, _document.c.code == code.strip().upper())


def find_documents_of(desk: Desk, person_id: str) -> list[Document]:
    """Return the register of a person, the latest first; raise Refused(NO_AUTHORITY)."""
    return _find(desk, _document.c.owner_person_id == person_id)


def find_documents_of_file(desk: Desk, sha256: str) -> list[Document]:
    """Return the sheets that a file with this hash came back for."""
    named = select(_attachment.c.document_id).where(
        _attachment.c.agency_id == desk.agency_id,
        _attachment.c.sha256 == sha256,
        ~_attachment.c.deleted,
    )
    return _find(desk, _document.c.id.in_(named))


def attach_file(desk: Desk, document_id: str, kind: AttachmentKind, file: Path) -> Done[str]:
    """Keep a signed PDF or a scan with a sheet; return the id of the attachment.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, FILE_TOO_LARGE; Fault where it cannot be read.
    """
    with file_faults(file):
        evidence_store.check_size(file.name, file.stat().st_size)
        content = file.read_bytes()
    with desk.write(Act.ATTACH_FILE) as work:
        row = fetch(work.connection, _document, desk.agency_id, document_id)
        Rights(desk, work.connection).require(Right.PRINT_FORMS, row["owner_person_id"])
        name = clean_title(file.name, "File", "file", 255)
        id = work.add(
            _attachment,
            document_id=document_id,
            author_id=desk.person_id,
            kind=kind.value,
            name=name,
            sha256=evidence_store.keep(work.connection, desk.agency_id, name, content),
            size=len(content),
            entered_at=work.author.now,
        )
    return Done(id, frozenset(work.touched | {("document", document_id)}))


def _values(sheet: NewDocument, author_id: str, now: datetime) -> dict[str, Any]:
    return {
        "owner_person_id": sheet.owner.person_id or author_id,
        "author_id": author_id,
        "code": sheet.code,
        "form": sheet.form,
        "title": sheet.title[:300],
        "subject_id": sheet.owner.person_id or sheet.owner.unit_id,
        "period_id": sheet.period_id,
        "content_sha256": sheet.content_sha256,
        "facts": _packed(sheet.facts),
        "entered_at": now,
    }


def _packed(facts: Mapping[str, Any]) -> dict[str, Any]:
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) <= _PLAIN:
        return dict(facts)
    return {"zlib": b64encode(zlib.compress(text, 9)).decode()}


def _unpacked(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    if facts.keys() != {"zlib"}:
        return facts
    found: dict[str, Any] = json.loads(zlib.decompress(b64decode(facts["zlib"])))
    return found


def _known(
    connection: Connection, agency_id: str, codes: Sequence[str]
) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        select(_document.c.id, _document.c.code, _document.c.content_sha256).where(
            _document.c.agency_id == agency_id,
            any_of(_document.c.code, "codes"),
            ~_document.c.deleted,
        ),
        {"codes": list(codes)},
    )
    return {(row.code, row.content_sha256): row.id for row in rows}


def _find(desk: Desk, condition: Any) -> list[Document]:
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        rights = Rights(desk, connection)
        rows = connection.execute(
            select(_document, _person.c.name.label("who"))
            .outerjoin(_person, named_by(_person, _document.c.author_id))
            .where(_document.c.agency_id == desk.agency_id, condition, ~_document.c.deleted)
            .order_by(_document.c.entered_at.desc(), _document.c.id.desc())
        ).all()
        allowed = [row for row in rows if rights.may(Right.PRINT_FORMS, row.owner_person_id)]
        files = _files(connection, desk.agency_id, [row.id for row in allowed])
        units = _units(connection, desk.agency_id, [row.subject_id for row in allowed])
    return [_document_of(row, files.get(row.id, ()), row.subject_id in units) for row in allowed]


def _document_of(row: Any, files: Sequence[AttachedFile], of_unit: bool) -> Document:
    owner = Owner(unit_id=row.subject_id) if of_unit else Owner(person_id=row.subject_id)
    return Document(
        id=row.id,
        code=row.code,
        form=row.form,
        title=row.title,
        content_sha256=row.content_sha256,
        owner=owner,
        period_id=row.period_id,
        facts=_unpacked(row.facts),
        who=row.who or "",
        at=row.entered_at,
        files=tuple(files),
    )


def _units(connection: Connection, agency_id: str, ids: Sequence[str]) -> set[str]:
    unit = schema.unit
    return set(
        connection.scalars(
            select(unit.c.id).where(unit.c.agency_id == agency_id, any_of(unit.c.id, "ids")),
            {"ids": [id for id in ids if id]},
        )
    )


def _files(
    connection: Connection, agency_id: str, ids: Sequence[str]
) -> dict[str, list[AttachedFile]]:
    rows = connection.execute(
        select(_attachment, _person.c.name.label("who"))
        .outerjoin(_person, named_by(_person, _attachment.c.author_id))
        .where(
            _attachment.c.agency_id == agency_id,
            ~_attachment.c.deleted,
            any_of(_attachment.c.document_id, "ids"),
        )
        .order_by(_attachment.c.entered_at, _attachment.c.id),
        {"ids": list(ids)},
    )
    found: dict[str, list[AttachedFile]] = {}
    for row in rows:
        file = AttachedFile(
            row.id,
            AttachmentKind(row.kind),
            row.name,
            row.sha256,
            row.size,
            row.who or "",
            row.entered_at,
        )
        found.setdefault(row.document_id, []).append(file)
    return found
