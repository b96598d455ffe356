"""Directives and their items: written, changed, read, with the file of the document attached.

Whoever may edit directives edits all of them (`Right.EDIT_DIRECTIVES`); everybody reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from okrdesk.db import evidence_store, schema
from okrdesk.db.directive_rows import directive_of, directive_values, item_of, item_values
from okrdesk.db.joining import named_by
from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date
from okrdesk.domain.directive import Axis, Directive, DirectiveItem, DirectiveKind
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import fold, tidy
from okrdesk.errors import Code, Refused
from okrdesk.services.check_ins import EvidenceFile
from okrdesk.services.checks import clean_title, fetch, in_order, within
from okrdesk.services.desk import Desk, Done

__all__ = [
    "Axis",
    "Directive",
    "DirectiveFile",
    "DirectiveItem",
    "DirectiveKind",
    "EvidenceFile",
    "add_directive",
    "attach_directive_file",
    "edit_directive",
    "find_directive",
    "find_directive_files",
    "find_directive_item",
    "find_directives",
    "may_edit_directives",
    "save_directive_item",
]

_directive, _item, _file = schema.directive, schema.directive_item, schema.directive_file
_CODE_LIMIT, _ISSUER_LIMIT, _ARTICLE_LIMIT, _TEXT_LIMIT = 60, 300, 60, 20_000


@dataclass(frozen=True)
class DirectiveFile:
    """A file of a directive: who attached it when; `size` is in bytes."""

    name: str
    sha256: str
    size: int
    who: str
    at: datetime


def add_directive(
    desk: Desk, directive: Directive, items: Sequence[DirectiveItem] = ()
) -> Done[str]:
    """Write a new directive, and any first items, in one act; return its id.

    Ids that the arguments carry are ignored. Raises Refused: NO_AUTHORITY, MISSING_FIELD, TOO_LONG,
    DIRECTIVE_KNOWN, and what `save_directive_item` raises.
    """
    with desk.write(Act.ADD_DIRECTIVE) as work:
        desk.require(work.connection, Right.EDIT_DIRECTIVES)
        checked = _checked(desk, work.connection, replace(directive, id="", archived=False))
        id = work.add(_directive, **directive_values(checked))
        placed = [
            replace(item, directive_id=id, ordinal=place, archived=False)
            for place, item in enumerate(items, start=1)
        ]
        values = [item_values(_checked_item(desk, work.connection, checked, it)) for it in placed]
        work.add_many(_item, values)
    return Done(id, frozenset(work.touched))


def edit_directive(desk: Desk, directive: Directive) -> Done[str]:
    """Change the directive that has the same id; raise as `add_directive` does, and NOT_FOUND."""
    with desk.write(Act.EDIT_DIRECTIVE) as work:
        desk.require(work.connection, Right.EDIT_DIRECTIVES)
        known = directive_of(fetch(work.connection, _directive, desk.agency_id, directive.id))
        checked = _checked(desk, work.connection, replace(directive, archived=known.archived))
        work.change(_directive, directive.id, **directive_values(checked))
    return Done(directive.id, frozenset(work.touched))


def save_directive_item(desk: Desk, item: DirectiveItem) -> Done[str]:
    """Write an item of a directive, new where its id is empty; return its id.

    A new one without an ordinal comes last. Raises Refused: NO_AUTHORITY, NOT_FOUND, ARCHIVED,
    MISSING_FIELD, TOO_LONG, DATES_UPSIDE_DOWN for one due before the directive was issued.
    """
    with desk.write(Act.EDIT_DIRECTIVE) as work:
        desk.require(work.connection, Right.EDIT_DIRECTIVES)
        id = _saved(desk, work, item)
    return Done(id, frozenset(work.touched))


def attach_directive_file(desk: Desk, directive_id: str, file: EvidenceFile) -> Done[str]:
    """Attach a file of at most 20 MB to a directive; return the id of the entry.

    Raises Refused: NO_AUTHORITY, NOT_FOUND, MISSING_FIELD, TOO_LONG, FILE_TOO_LARGE.
    """
    name = clean_title(file.name, "File", "evidence", 255)
    with desk.write(Act.ATTACH_DIRECTIVE_FILE) as work:
        desk.require(work.connection, Right.EDIT_DIRECTIVES)
        fetch(work.connection, _directive, desk.agency_id, directive_id)
        sha256 = evidence_store.keep(work.connection, desk.agency_id, name, file.content)
        id = work.add(
            _file,
            directive_id=directive_id,
            author_id=desk.person_id,
            name=name,
            sha256=sha256,
            size=len(file.content),
            entered_at=work.author.now,
        )
    return Done(id, frozenset(work.touched | {("directive", directive_id)}))


def find_directives(desk: Desk, *, archived: bool = False) -> list[Directive]:
    """Return the directives, the latest issued first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return [one for one in _all(desk, connection) if one.archived == archived]


def find_directive(desk: Desk, id: str) -> Directive:
    """Return one directive; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return directive_of(fetch(connection, _directive, desk.agency_id, id))


def find_directive_item(desk: Desk, id: str) -> DirectiveItem:
    """Return one item; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return item_of(fetch(connection, _item, desk.agency_id, id))


def find_directive_files(desk: Desk, directive_id: str) -> list[DirectiveFile]:
    """Return the files of a directive, the latest first."""
    person = schema.person
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = connection.execute(
            select(_file, person.c.name.label("who"))
            .outerjoin(person, named_by(person, _file.c.author_id))
            .where(
                _file.c.agency_id == desk.agency_id,
                ~_file.c.deleted,
                _file.c.directive_id == directive_id,
            )
            .order_by(_file.c.entered_at.desc(), _file.c.id.desc())
        ).all()
    return [
        DirectiveFile(row.name, row.sha256, row.size, row.who or "", row.entered_at) for row in rows
    ]


def may_edit_directives(desk: Desk) -> bool:
    """Say whether the person at the desk may write directives."""
    with desk.read() as connection:
        return desk.may(connection, Right.EDIT_DIRECTIVES)


def _all(desk: Desk, connection: Connection) -> list[Directive]:
    rows = connection.execute(
        select(_directive)
        .where(_directive.c.agency_id == desk.agency_id, ~_directive.c.deleted)
        .order_by(_directive.c.issued_on.desc(), _directive.c.code, _directive.c.id)
    ).mappings()
    return [directive_of(row) for row in rows]


def _checked(desk: Desk, connection: Connection, directive: Directive) -> Directive:
    checked = replace(
        directive,
        code=clean_title(directive.code, "Number", "code", _CODE_LIMIT),
        title=within(tidy(directive.title), _TEXT_LIMIT, "title"),
        issuer=within(tidy(directive.issuer), _ISSUER_LIMIT, "issuer"),
    )
    for other in _all(desk, connection):
        if other.id != checked.id and named_alike(other) == named_alike(checked):
            day = format_date(checked.issued_on)
            raise Refused(Code.DIRECTIVE_KNOWN, field="code", code=checked.code, date=day)
    return checked


def named_alike(directive: Directive) -> tuple[str, date]:
    """Return what a directive is cited by: its number and its day."""
    return fold(directive.code), directive.issued_on


def _saved(desk: Desk, work: Work, item: DirectiveItem) -> str:
    row = fetch(work.connection, _directive, desk.agency_id, item.directive_id)
    directive = directive_of(row)
    if directive.archived:
        raise Refused(Code.ARCHIVED, title=directive.code)
    checked = _checked_item(desk, work.connection, directive, item)
    if not item.id:
        last = checked.ordinal or _last_ordinal(desk, work.connection, directive.id) + 1
        return work.add(_item, **item_values(replace(checked, ordinal=last, archived=False)))
    known = item_of(fetch(work.connection, _item, desk.agency_id, item.id))
    if known.directive_id != item.directive_id:
        raise Refused(Code.NOT_FOUND, text=item.id)
    work.change(_item, item.id, **item_values(replace(checked, archived=known.archived)))
    return item.id


def _checked_item(
    desk: Desk, connection: Connection, directive: Directive, item: DirectiveItem
) -> DirectiveItem:
    checked = replace(
        item,
        title=clean_title(item.title, "Task of the directive", limit=_TEXT_LIMIT),
        article=within(tidy(item.article), _ARTICLE_LIMIT, "article"),
        target=within(item.target.strip(), _TEXT_LIMIT, "target"),
        support_unit_ids=tuple(
            sorted({id for id in item.support_unit_ids if id and id != item.lead_unit_id})
        ),
    )
    for unit_id in (checked.lead_unit_id, *checked.support_unit_ids):
        if unit_id:
            fetch(connection, schema.unit, desk.agency_id, unit_id)
    if checked.due_on is not None:
        in_order(directive.issued_on, checked.due_on, "due_on")
    return checked


def _last_ordinal(desk: Desk, connection: Connection, directive_id: str) -> int:
    last = connection.scalar(
        select(func.max(_item.c.ordinal)).where(
            _item.c.agency_id == desk.agency_id,
            ~_item.c.deleted,
            _item.c.directive_id == directive_id,
        )
    )
    return last or 0
