"""A small office on a server made of dicts, to which single changes can be handed."""

from random import Random
from typing import Any

import msgspec
import pytest

from okrdesk.sync import validity
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.guards import ALL, Guards
from okrdesk.sync.record import Record
from okrdesk.sync.wire import Row, Verdict
from tests.sync.dict_shelf import DictShelf
from tests.sync.office import START_MS, founded, ids_of
from tests.sync.records import CHECK_IN, KEY_RESULT, OBJECTIVE, REVIEW, record


class Counter:
    """Hands changes to the server as a request would, and looks at what it holds then."""

    def __init__(self) -> None:
        self.now_ms = START_MS
        self.ids_random = Random(1)
        self.ids = ids_of(self.ids_random, lambda: self.now_ms)
        self.office, founding = founded(self.ids)
        self.shelf = DictShelf(self.office.agency_id)
        self.guards: Guards = ALL
        arrival = Arrival(self.shelf, self.now_ms, lambda record: None)
        arrival.receive_own(founding)
        self.shelf.write(arrival.finish())

    def person(self, name: str) -> str:
        return self.office.people[name]

    def unit(self, name: str) -> str:
        return self.office.units[name]

    def change(self, who: str, **other: Any) -> Record:
        """Return a change by `who`, on a PC of that person, now."""
        self.now_ms += 1000
        own = {
            "cid": self.ids(),
            "grp": self.ids(),
            "dev": self.person(who),
            "actor": self.person(who),
            "hlc": self.now_ms << 16,
            "wall": self.now_ms,
        }
        return record(**{**own, **other})

    def objective(self, who: str, **values: Any) -> Record:
        """Return the making of an objective, owned by `who` unless `values` say otherwise."""
        own = {"cycle_id": self.office.cycle_id, "owner_person_id": self.person(who)}
        return self.made(who, "objective", {**OBJECTIVE, **own, **values})

    def key_result(self, who: str, objective: Record, **values: Any) -> Record:
        own = {"objective_id": objective.eid, "owner_person_id": self.person(who)}
        return self.made(who, "key_result", {**KEY_RESULT, **own, **values})

    def check_in(self, who: str, key_result: Record, **values: Any) -> Record:
        own = {"key_result_id": key_result.eid, "author_id": self.person(who)}
        return self.made(who, "check_in", {**CHECK_IN, **own, **values}, "append")

    def review(self, who: str, objective: Record, hash: str, kind: str = "approve") -> Record:
        own = {"objective_id": objective.eid, "author_id": self.person(who), "kind": kind}
        return self.made(who, "review", {**REVIEW, **own, "content_hash": hash}, "append")

    def edit(self, who: str, of: Record, base: int | None = None, **values: Any) -> Record:
        """Return an edit of the row that `of` made, by who had seen it at `base` (its birth)."""
        seen = dict.fromkeys(values, of.hlc if base is None else base)
        return self.change(who, ent=of.ent, eid=of.eid, op="set", set=values, base=seen)

    def remove(self, who: str, of: Record) -> Record:
        base = {"deleted": of.hlc, "*": of.hlc}
        values = {"deleted": True}
        return self.change(who, ent=of.ent, eid=of.eid, op="delete", set=values, base=base)

    def made(self, who: str, ent: str, values: dict[str, Any], op: str = "create") -> Record:
        given = {name: value for name, value in values.items() if value is not None}
        return self.change(who, ent=ent, eid=self.ids(), op=op, set=given)

    def arrive(self, *records: Record, **decisions: Any) -> list[Verdict]:
        """Let one request bring changes."""
        self.now_ms += 1000
        arrival = Arrival(self.shelf, self.now_ms, validity.problem, self.guards)
        verdicts = arrival.receive(records)
        self.shelf.write(arrival.finish())
        return verdicts

    def answer(self, who: str, cid: str, word: str) -> None:
        """Let `who` accept or decline what waits for a word."""
        arrival = Arrival(self.shelf, self.now_ms, validity.problem, self.guards)
        arrival.answer({cid: word}, self.person(who))
        self.shelf.write(arrival.finish())

    def fates(self, *records: Record) -> list[tuple[str, str | None]]:
        """Return fate and reason of each change as they stand now."""
        verdicts = self.shelf.verdicts([one.cid for one in records])
        return [(verdicts[one.cid].fate, verdicts[one.cid].reason) for one in records]

    def row(self, of: Record) -> Row:
        """Return the row that a change is about."""
        return self.shelf.stored[of.key]

    def conflicts(self) -> list[Row]:
        """Return all rows of clashes."""
        return [row for key, row in self.shelf.stored.items() if key[0] == "conflict"]

    def holders(self, of: Record) -> set[str]:
        """Return the scopes that hold a row, units and people by name."""
        names = {id: name for name, id in {**self.office.people, **self.office.units}.items()}
        found = self.shelf.held_in([of.eid]).get(of.eid, frozenset())
        return {f"{scope[:2]}{names.get(scope[2:], scope[2:])}" for scope in found}

    def replaced(self, one: Record, **other: Any) -> Record:
        """Return the same change in other words."""
        return msgspec.structs.replace(one, **other)


@pytest.fixture
def counter() -> Counter:
    return Counter()
