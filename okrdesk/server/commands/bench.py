"""What syncs cost on this machine, measured with an invented office."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.server.session import Session

if TYPE_CHECKING:
    from okrdesk.server.scale_bench import Measured


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    bench = commands.add_parser("bench", help=_("measure what syncs cost on this machine"))
    bench.add_argument("--people", type=int, default=1000, metavar="N", help=_("PCs of the rush"))
    bench.add_argument("--workers", type=int, default=2, metavar="N", help=_("processes"))
    bench.add_argument(
        "--document", type=Path, metavar="FILE.md", help=_("recompute the tables of scale in it")
    )
    bench.set_defaults(run=_bench)


def _bench(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.scale_bench import Wanted, measure

    steps = {
        "office": _("Inventing an office …"),
        "exchanges": _("Measuring syncs between two PCs …"),
        "rush": _("Measuring the rush of many PCs …"),
    }

    def say(step: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(steps[step] + "\n")

    wanted = Wanted(max(2, args.people), max(1, args.workers), session.database)
    found = measure(wanted, say)
    if args.document:
        _rewrite(args.document, found)
    return Reply(found.to_wire(), _lines(found), failed=bool(found.rush_errors))


def _rewrite(document: Path, found: "Measured") -> None:
    from okrdesk.db.files import file_faults
    from okrdesk.outgoing import write_whole
    from okrdesk.server.scale import costs_of, rewrite

    with file_faults(document):
        text = document.read_text(encoding="utf-8")
    text = rewrite(text, costs_of(found, os.cpu_count() or 1))
    write_whole(document, text.encode)


def _lines(found: "Measured") -> list[str]:
    from okrdesk.domain.numbers import format_decimal
    from okrdesk.server.scale import rounded

    def number(value: float) -> str:
        return format_decimal(rounded(value))

    lines = [
        _(
            "{count} changes: {push} s to the server, {pull} s to the other PC, {bytes} B each."
        ).format(
            count=one.changes,
            push=number(one.push_seconds),
            pull=number(one.pull_seconds),
            bytes=number(one.bytes_up / one.changes),
        )
        for one in found.exchanges
    ]
    lines.append(
        _("Nothing to do: {ms} ms, {up} B up, {down} B down.").format(
            ms=number(found.idle_seconds * 1000), up=found.idle_up, down=found.idle_down
        )
    )
    lines.append(
        _("First download: {rows} rows in {seconds} s, {kb} kB.").format(
            rows=found.first_rows,
            seconds=number(found.first_seconds),
            kb=number(found.first_bytes / 1000),
        )
    )
    lines.append(
        _(
            "Rush of {pcs} PCs: {rate} syncs/s, 99 % within {p99} s, {cpu} ms of a core each."
        ).format(
            pcs=found.rush_pcs,
            rate=number(found.rush_per_second),
            p99=number(found.rush_p99_seconds),
            cpu=number(found.rush_cpu_ms),
        )
    )
    lines.append(
        _("A process holds {mb} MB; a change takes {bytes} B of the database.").format(
            mb=number(found.resident_mb), bytes=number(found.bytes_per_change)
        )
    )
    lines += [
        _("Not taken: {count} × {what}").format(count=count, what=what)
        for what, count in sorted(found.rush_errors.items())
    ]
    return lines
