"""Whether an agency's log is whole: entry by entry, its tree, its signatures, and the rows.

Two passes over the log, in pages: in its order (numbers, hashes, tree, checkpoints, signatures of
devices), and row by row (`okrdesk.server.audit_rows`). Who has the database can change all hashes
along with an entry; then only checkpoints that are kept elsewhere tell: those that PCs hold and
check at each sync, and those on paper (`marks`).
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, or_, select

from okrdesk.server import schema
from okrdesk.server.audit_report import Kind, Report
from okrdesk.server.audit_rows import check_rows
from okrdesk.server.audit_signing import Signing
from okrdesk.server.checkpoints import Kept
from okrdesk.server.log_reading import (
    Batches,
    Stored,
    by_number,
    changes_of,
    checkpoints,
    device_keys,
)
from okrdesk.sync.merkle import Frontier, Node
from okrdesk.sync.wire import Checkpoint


def verify(
    connection: Connection, agency_id: str, key: bytes, marks: Iterable[Checkpoint] = ()
) -> Report:
    """Return what holds of an agency's log and what does not; `connection` sees one snapshot.

    `key` is the server's public key; `marks` are checkpoints from outside that must hold too.
    """
    report = Report()
    _LogCheck(connection, agency_id, key, report).run(marks)
    if not report.is_full:
        check_rows(connection, agency_id, report)
    return report


class _LogCheck:
    """The first pass: the log in its order."""

    def __init__(self, connection: Connection, agency_id: str, key: bytes, report: Report) -> None:
        self._connection = connection
        self._agency_id = agency_id
        self._key = key
        self._report = report
        self._frontier = Frontier()
        self._is_in_order = True
        self._batches = Batches(connection, agency_id)
        self._signing = Signing(agency_id, device_keys(connection, agency_id))
        self._awaited: dict[int, list[Kept]] = {}

    def run(self, marks: Iterable[Checkpoint]) -> None:
        """Check all entries, then what stands beside them."""
        self._awaited = checkpoints(self._connection, self._agency_id)
        for mark in marks:
            self._awaited.setdefault(mark.size, []).append(Kept(mark, ""))
        self._check_checkpoints()
        for page in by_number(self._connection, self._agency_id):
            completed: list[Node] = []
            for stored in page:
                self._check_entry(stored)
                completed += self._frontier.append([stored.hash])
                self._check_checkpoints()
            self._check_signatures(page)
            self._check_nodes(completed)
            if self._report.is_full:
                break
        else:
            self._check_end()
        self._report.entries = self._frontier.size
        self._report.server_made = self._signing.server_made
        self._report.unsigned = self._signing.unsigned
        self._report.batches = self._signing.batches

    def _check_entry(self, stored: Stored) -> None:
        expected = self._frontier.size + 1
        if self._is_in_order and stored.aseq != expected:
            self._report.add(Kind.GAP, expected)
            self._is_in_order = False
        if stored.entry.header.hash() != stored.hash:
            self._report.add(Kind.HEADER, stored.aseq)
        if not stored.entry.holds_body:
            self._report.add(Kind.BODY, stored.aseq)
        self._report.erased += stored.entry.salt is None

    def _check_checkpoints(self) -> None:
        """Check the checkpoints over exactly the entries so far."""
        size, root = self._frontier.size, ""
        for one in self._awaited.pop(size, ()):
            root = root or self._frontier.root().hex()
            said = one.checkpoint
            fits = (said.root, said.agency) == (root, self._agency_id)
            if not fits or not one.holds(self._key):
                self._report.add(Kind.CHECKPOINT, size)
            self._report.checkpoints += 1

    def _check_signatures(self, page: Sequence[Stored]) -> None:
        """Follow the devices through a page; a batch is checked after its last change."""
        changes = changes_of(page)
        ended = self._batches.ended_by(changes)
        for stored, record in changes:
            if not self._signing.follow(stored.entry, record):
                self._report.add(Kind.BATCH, stored.aseq, record.dev)
            elif stored.aseq in ended:
                for aseq in self._signing.close(ended[stored.aseq])[:1]:
                    self._report.add(Kind.BATCH, aseq, record.dev)

    def _check_nodes(self, completed: Sequence[Node]) -> None:
        """Compare the stored tree with the one over the stored hashes; the leaves are those."""
        if not self._is_in_order:
            return
        expected = {(level, index): hash for level, index, hash in completed if level}
        table = schema.merkle_node
        spans = [
            (table.c.level == level) & table.c.idx.between(*_ends(expected, level))
            for level in {level for level, _index in expected}
        ]
        if not spans:
            return
        rows = self._connection.execute(
            select(table.c.level, table.c.idx, table.c.hash).where(
                table.c.agency_id == self._agency_id, or_(*spans)
            )
        )
        found = {(row.level, row.idx): row.hash for row in rows}
        for (level, index), hash in expected.items():
            if found.get((level, index)) != hash:
                leaves = range((index << level) + 1, (index + 1 << level) + 1)
                if not any(one.aseq in leaves for one in self._report.problems):
                    self._report.add(Kind.TREE, leaves[0])
                return

    def _check_end(self) -> None:
        """Check the counter, the right edge, the number of nodes, and what is left over."""
        size = self._frontier.size
        for device, aseq in self._signing.still_open():
            self._report.add(Kind.UNSIGNED, aseq, device)
        for beyond in self._awaited:
            self._report.add(Kind.CHECKPOINT, beyond)
        if not self._is_in_order:
            return
        table = schema.counter
        row = self._connection.execute(
            select(table.c.aseq, table.c.frontier).where(table.c.agency_id == self._agency_id)
        ).one()
        nodes = self._connection.scalar(
            select(func.count()).where(schema.merkle_node.c.agency_id == self._agency_id)
        )
        whole = sum(size >> level for level in range(1, size.bit_length()))
        if (row.aseq, bytes(row.frontier), nodes) != (size, self._frontier.to_bytes(), whole):
            self._report.add(Kind.COUNTER, size)


def _ends(nodes: Iterable[tuple[int, int]], level: int) -> tuple[int, int]:
    indexes = [index for at, index in nodes if at == level]
    return min(indexes), max(indexes)
