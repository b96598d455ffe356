"""What an audit found: figures, and each thing that does not hold, with the entry it is about."""

from dataclasses import dataclass, field
from enum import StrEnum

from okrdesk.i18n import N_, _

MOST_PROBLEMS = 20


class Kind(StrEnum):
    """What does not hold."""

    GAP = "gap"
    HEADER = "header"
    BODY = "body"
    CHAIN = "chain"
    TREE = "tree"
    COUNTER = "counter"
    CHECKPOINT = "checkpoint"
    BATCH = "batch"
    UNSIGNED = "unsigned"
    CHANGE = "change"
    ROW = "row"
    STRAY_ROW = "stray_row"


WORDS = {
    Kind.GAP: N_("Entry {aseq} is missing or was moved to another place in the log."),
    Kind.HEADER: N_("Entry {aseq} was edited: it does not fit its hash."),
    Kind.BODY: N_("The content of entry {aseq} was edited: it does not fit its hash."),
    Kind.CHAIN: N_("Entry {aseq} does not follow the entry before it about the same object."),
    Kind.TREE: N_("The tree of hashes was changed at entry {aseq}, or the entry was exchanged."),
    Kind.COUNTER: N_("The counter or the right edge of the tree does not fit {aseq} entries."),
    Kind.CHECKPOINT: N_("The checkpoint over {aseq} entries is forged, or the log before it."),
    Kind.BATCH: N_("Entry {aseq} is not what the computer {detail} signed."),
    Kind.UNSIGNED: N_("No signature of the computer {detail} covers entry {aseq}."),
    Kind.CHANGE: N_("The change of entry {aseq} was edited or deleted in the table of changes."),
    Kind.ROW: N_("The row {detail} is not what the log makes of it; its last entry is {aseq}."),
    Kind.STRAY_ROW: N_("The row {detail} is not in the log at all."),
}
_RANKS = {Kind.UNSIGNED: 1, Kind.CHANGE: 2, Kind.ROW: 2, Kind.STRAY_ROW: 2}


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold; `aseq` is the entry, `detail` names a row or a device."""

    kind: Kind
    aseq: int
    detail: str = ""

    @property
    def order(self) -> tuple[int, int]:
        """Return the place among problems: those of the log first, then what follows from them.

        An entry that is lost or was edited takes the signature from those before it in its batch.
        """
        return _RANKS.get(self.kind, 0), self.aseq

    def sentence(self) -> str:
        """Return what a person reads."""
        return _(WORDS[self.kind]).format(aseq=self.aseq, detail=self.detail)


@dataclass
class Report:
    """The result of an audit of one agency; at most MOST_PROBLEMS problems are kept.

    `server_made` counts entries that the server itself wrote, `unsigned` those that a device sent
    again after a fork, so that its signature cannot be recomputed.
    """

    entries: int = 0
    rows: int = 0
    checkpoints: int = 0
    batches: int = 0
    erased: int = 0
    server_made: int = 0
    unsigned: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Say whether everything holds."""
        return not self.problems

    @property
    def is_full(self) -> bool:
        """Say whether enough was found to stop looking."""
        return len(self.problems) >= MOST_PROBLEMS

    @property
    def first(self) -> Problem | None:
        """Return the problem to look at first: the lowest broken entry of the log."""
        return min(self.problems, key=lambda problem: problem.order, default=None)

    def add(self, kind: Kind, aseq: int, detail: str = "") -> None:
        """Note a problem."""
        if not self.is_full:
            self.problems.append(Problem(kind, aseq, detail))

    def lines(self) -> list[str]:
        """Return what a person reads, the problems first, by entry."""
        found = [one.sentence() for one in sorted(self.problems, key=lambda one: one.order)]
        if self.is_good:
            found.append(_("Nothing was edited, deleted or moved."))
        counts = _(
            "Checked: {entries} entries, {rows} rows, {checkpoints} checkpoints, "
            "{batches} batches with a computer's signature."
        )
        if self.erased:
            words = _("Erased by law: the contents of {count} entries; their hashes hold.")
            found.append(words.format(count=self.erased))
        return [
            *found,
            counts.format(
                entries=self.entries,
                rows=self.rows,
                checkpoints=self.checkpoints,
                batches=self.batches,
            ),
        ]
