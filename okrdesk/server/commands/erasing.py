"""The duty to erase, carried out: told first what would go; with a reason and `--apply` it goes."""

import argparse
from typing import TYPE_CHECKING, Any

from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.server.session import Session, takes_agency

if TYPE_CHECKING:
    from okrdesk.domain.structure import Key
    from okrdesk.server.erasing import Erasable
    from okrdesk.services.desk import Desk


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    erase = commands.add_parser(
        "erase", help=_("erase by law what was removed for good, or the history of a person's data")
    )
    erase.add_argument("what", metavar="ID", help=_("the id of what was removed, or a person"))
    erase.add_argument("--reason", default="", metavar="TEXT")
    erase.add_argument("--by", metavar="PERSON", help=_("who orders it; the first administrator"))
    erase.add_argument("--apply", action="store_true", help=_("carry it out; else only tell"))
    takes_agency(erase)
    erase.set_defaults(run=_erase)


def _erase(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.domain.permissions import Right
    from okrdesk.server.erasing import find_erasable

    desk = _desk(args, session)
    with desk.read() as connection:
        desk.require(connection, Right.KEEP_ARCHIVE)
    key = _key(desk, session, args.what)
    if args.apply:
        return _carry_out(args, session, desk, key)
    with session.read() as connection:
        found = find_erasable(connection, session.agency.id, key)
    line = _("Nothing is erased yet. It is with --reason and --apply, and cannot be taken back.")
    return Reply(_document(found) | {"applied": False}, [_line(found), line])


def _carry_out(args: argparse.Namespace, session: Session, desk: "Desk", key: "Key") -> Reply:
    from okrdesk.db.journal import Author
    from okrdesk.domain.act import Act
    from okrdesk.server.database import counter_of, write_agency
    from okrdesk.server.erasing import Order, erase_all, find_erasable
    from okrdesk.services.checks import clean_title

    reason = clean_title(args.reason, "Reason", "reason", 2000)
    agency_id = session.agency.id
    with write_agency(session.engine, agency_id) as connection:
        found = find_erasable(connection, agency_id, key)
        device = counter_of(connection, agency_id).device
        author = Author(agency_id, device, desk.person_id, Act.ERASE, session.now().astimezone())
        entries = erase_all(connection, found, Order(author, session.keys.signing_seed, reason))
    lines = [
        _line(found),
        _("The contents of {entries} entries of the log are erased.").format(entries=entries),
        _("Backups made before still hold them: erase again after putting one of these back."),
    ]
    return Reply(_document(found) | {"applied": True, "entries": entries}, lines)


def _desk(args: argparse.Namespace, session: Session) -> "Desk":
    """Return the desk of who orders it."""
    from okrdesk.server.writing import server_desk
    from okrdesk.services.search import resolve

    desk = session.desk()
    if not args.by:
        return desk
    _entity, person_id = resolve(desk, "person", args.by)
    return server_desk(session.engine, session.keys, session.agency.id, person_id)


def _key(desk: "Desk", session: Session, text: str) -> "Key":
    """Return the row that an id names, removed ones too, or the person of a code or name."""
    from okrdesk.server.erasing import entity_of
    from okrdesk.services.search import resolve
    from okrdesk.sync.value_checks import is_uuid

    wanted = text.strip().lower()
    if is_uuid(wanted):
        with session.read() as connection:
            entity = entity_of(connection, session.agency.id, wanted)
        if entity:
            return entity, wanted
    return resolve(desk, "person", text)


def _document(found: "Erasable") -> dict[str, Any]:
    entity, id = found.key
    return {
        "entity": entity,
        "id": id,
        "title": found.title,
        "rows": len(found.rows),
        "changes": len(found.cids),
        "files": len(found.files),
    }


def _line(found: "Erasable") -> str:
    from okrdesk.field_names import entity_name

    words = _("{kind} “{title}”: {rows} objects, {changes} changes, {files} files.")
    document = _document(found)
    return words.format(kind=entity_name(found.key[0]), **document)
