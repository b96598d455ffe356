"""Changes as a person reads them: act, object, fields in words, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from okrdesk.act_names import act_name
from okrdesk.domain.fate import Fate, Reason
from okrdesk.reason_texts import advice_text, reason_text
from okrdesk.services.subjects import FieldText, Subject, Subjects

_CULPRIT_LAST = (Reason.DEPENDS_ON_REFUSED,)


@dataclass(frozen=True)
class ChangeRow:
    """One change, or one act of several (`parts`, itself included), as a person reads it.

    `what` names the act; `object` is what to open; `at` is the author's own time. `why` says why it
    was not taken or waits, and `advice` what to do about it.
    """

    id: str
    group: str
    at: datetime
    who: str
    person_id: str
    what: str
    op: str
    object: Subject
    fields: tuple[FieldText, ...]
    fate: Fate | None = None
    reason: Reason | None = None
    parts: "tuple[ChangeRow, ...]" = ()

    @property
    def why(self) -> str:
        """Return the reason as one sentence."""
        return reason_text(self.reason)

    @property
    def advice(self) -> str:
        """Return what the author can do about it."""
        return advice_text(self.reason)

    @property
    def text(self) -> str:
        """Return all of it as lines, to be copied elsewhere."""
        rows = self.parts or (self,)
        lines = [f"{self.what}: {self.object.title}"]
        lines += [f"{field.label}: {field.value}" for row in rows for field in row.fields]
        return "\n".join(lines)


@dataclass(frozen=True)
class Offered:
    """A change that is not in this PC's journal, shaped like one that is."""

    cid: str
    grp: str
    actor: str
    action: str
    entity: str
    eid: str
    op: str
    fields: Mapping[str, Any]
    wall: datetime
    fate: str
    reason: str

    @classmethod
    def of(cls, record: Mapping[str, Any], reason: str) -> "Offered":
        """Return a record as a reply tells of it."""
        return cls(
            cid=record["cid"],
            grp=record["grp"],
            actor=record["actor"],
            action=record["act"],
            entity=record["ent"],
            eid=record["eid"],
            op=record["op"],
            fields=record.get("set", {}),
            wall=datetime.fromtimestamp(record["wall"] / 1000, UTC),
            fate=Fate.PARKED.value,
            reason=reason,
        )


def told(connection: Connection, agency_id: str, rows: Sequence[Any]) -> list[ChangeRow]:
    """Return rows of `change`, or what is shaped like them, in words."""
    subjects = Subjects(connection, agency_id)
    subjects.load(((row.entity, row.eid), row.fields) for row in rows)
    subjects.load((("person", row.actor), {}) for row in rows)
    return [
        ChangeRow(
            id=row.cid,
            group=row.grp,
            at=row.wall,
            who=subjects.person(row.actor) or row.actor,
            person_id=row.actor,
            what=act_name(row.action),
            op=row.op,
            object=subjects.of(row.entity, row.eid),
            fields=subjects.fields(row.entity, row.fields),
            fate=Fate(row.fate) if row.fate else None,
            reason=Reason(row.reason) if row.reason else None,
        )
        for row in rows
    ]


def by_act(changes: Sequence[ChangeRow]) -> list[ChangeRow]:
    """Return one row per act: the change that the reason is about, with all parts beside it."""
    acts: dict[str, list[ChangeRow]] = {}
    for change in changes:
        acts.setdefault(change.group, []).append(change)
    return [
        replace(min(parts, key=lambda one: one.reason in _CULPRIT_LAST), parts=tuple(parts))
        for parts in acts.values()
    ]
