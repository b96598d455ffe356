"""Commands about the data folder as a whole: new, check, backup, restore, search, undo."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session, given_password
from okrdesk.domain.dates import format_date
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

Commands = Any


def register(commands: Commands) -> None:
    """Add the commands of this module to the parser."""
    new = commands.add_parser("new", help=_("make the data folder: empty, or a sample office"))
    new.add_argument("--sample", action="store_true", help=_("with the sample office"))
    new.add_argument("--agency", default="", metavar="NAME")
    new.add_argument("--agency-code", default="", metavar="CODE")
    new.add_argument("--person", default="", metavar="NAME")
    new.set_defaults(run=_new)
    check = commands.add_parser("check", help=_("check the database file"))
    check.set_defaults(run=_check)
    backup = commands.add_parser("backup", help=_("write a backup"))
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help=_("restore a backup"))
    restore.add_argument("file", type=Path)
    restore.add_argument("--recovery-key", metavar="KEY")
    restore.add_argument("--preview", action="store_true", help=_("only say what is in it"))
    restore.set_defaults(run=_restore)
    search = commands.add_parser("search", help=_("search everything, accents ignored"))
    search.add_argument("text")
    search.set_defaults(run=_search)
    undo = commands.add_parser("undo", help=_("take back the last act"))
    undo.set_defaults(run=_undo)


def _new(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.services.office import NewOffice, count_objects

    name = args.agency or _("New agency")
    code = args.agency_code or "CQ"
    office = None if args.sample else NewOffice(name, code, args.person or _("Administrator"))
    opened = session.create(office)
    counts = session.run(count_objects)
    document = {
        "agency": opened.agency_name,
        "person": opened.person_name,
        "database": session.folder / "okrdesk.db",
        "recovery_key": opened.recovery_key,
        "counts": counts,
    }
    lines = [
        _("Made “{agency}” in {folder}.").format(agency=opened.agency_name, folder=session.folder),
        _("Recovery key (print it once and lock it away): {key}").format(key=opened.recovery_key),
    ]
    return Reply(document, lines)


def _check(_args: argparse.Namespace, session: Session) -> Reply:
    session.open()
    problems = session.application.check().result()
    lines = problems or [_("The database is whole.")]
    return Reply({"ok": not problems, "problems": problems}, lines, failed=bool(problems))


def _backup(args: argparse.Namespace, session: Session) -> Reply:
    session.open()
    info = session.application.back_up(args.file).result()
    line = _("Backup written: {file}").format(file=info.path)
    return Reply({"file": info.path, "counts": info.counts}, [line])


def _restore(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.db.instance import hold

    info = session.application.preview_backup(args.file).result()
    document = {"file": info.path, "made_at": info.made_at, "counts": info.counts}
    made = _("Backup of {day} with {count} objects.").format(
        day=format_date(info.made_at.date()), count=sum(info.counts.values())
    )
    if args.preview:
        return Reply(document, [made])
    password = None if args.recovery_key else given_password()
    with hold(session.folder):
        done = session.application.restore(args.file, password, args.recovery_key).result()
    return Reply({**document, "replaced": done.replaced}, [made, _("Restored.")])


def _search(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.services.search import search

    hits = session.run(lambda desk: search(desk, args.text))
    lines = [f"{hit.entity:<12} {hit.id}  {hit.title}" for hit in hits]
    items = [{"id": hit.id, "kind": hit.entity, "title": hit.title} for hit in hits]
    return Reply({"items": items}, lines or [_("Nothing was found.")])


def _undo(_args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.act_names import ACT_NAMES
    from okrdesk.services.history import undo_last

    def call(desk: "Desk") -> Reply:
        done = undo_last(desk)
        line = _("Undone: {act}").format(act=_(ACT_NAMES[done.value.act]))
        changed = [{"entity": entity, "id": id} for entity, id in sorted(done.touched)]
        return Reply({"id": done.value.group, "act": done.value.act, "changed": changed}, [line])

    return session.run(call)
