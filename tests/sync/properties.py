"""What must hold at the end of every history, told independently of how the server decides.

The log is the witness: who wrote what, with which clock, having seen what. From it follows what
each row has to be, which value was overwritten unseen, and what the server had seen before it was
approved.
"""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import msgspec

from okrdesk.db.schema import JOURNALLED
from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.review import CONTENT, content_hash
from okrdesk.domain.structure import OWNED, TREE
from okrdesk.sync.arrival import AHEAD_MS
from okrdesk.sync.authority import day_of
from okrdesk.sync.births import PRIVATE
from okrdesk.sync.conflicts import parties
from okrdesk.sync.merge import BIRTH, TOMBSTONE
from okrdesk.sync.record import Record
from okrdesk.sync.scopes import AGENCY, own, scopes_of_tree
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row
from tests.sync.dict_shelf import ACCEPTED, DictShelf, effective
from tests.sync.world import Pc, World


class Broken(AssertionError):
    """Something that must hold does not; the message says what, and in which history."""

    def __init__(self, seed: int, what: str, where: str) -> None:
        super().__init__(f"seed {seed}: {what}: {where}")
        self.what = what


SETS = {
    column.name
    for table in JOURNALLED.values()
    for column in table.c
    if column.info.get("merge") == "set"
}
"""The fields whose elements come and go one by one."""


def check(world: World) -> None:
    """Check a history that has come to rest."""
    for pc in world.pcs:
        _converged(world, pc)
        _fates_known(world, pc)
    _in_the_right_scopes(world)
    _nothing_vanished(world)
    _nothing_unauthorised(world)
    _applied_once(world)
    _clock_not_poisoned(world)
    _parked_not_refused(world)
    written = _writes(world.shelf)
    _order_independent(world, written)
    _lost_values_shown(world, written)
    _approved_what_was_seen(world)


def check_desk(world: World, pc: Pc, had: int) -> None:
    """Check a PC after any sync, also one that was cut: its screen is never empty."""
    if had and ("agency", world.office.agency_id) not in pc.desk.rows and pc.desk.state().epoch:
        raise _broken(world, "desk empty before new content", pc.name)


def _broken(world: World, what: str, *where: object) -> Broken:
    return Broken(world.seed, what, " ".join(map(str, where)))


def _converged(world: World, pc: Pc) -> None:
    """Whoever may see a row sees what the server has; nobody holds any other."""
    sees_private = pc.person_id == world.office.people["admin"]
    wanted = world.visible_to(pc)
    rows = pc.desk.rows
    for key in rows.keys() - wanted.keys():
        raise _broken(world, "row outside scope remains", pc.name, key)
    for key, row in wanted.items():
        mine = rows.get(key)
        if mine is None:
            raise _broken(world, "not converged", pc.name, "lacks", key)
        hidden = frozenset() if sees_private else PRIVATE.get(key[0], frozenset())
        values = {name: value for name, value in row.values.items() if name not in hidden}
        stamps = {name: stamp for name, stamp in row.stamps.items() if name not in hidden}
        if mine.stamps != stamps or not _is_same(key[0], mine.values, values):
            raise _broken(world, "not converged", pc.name, key, mine, row)


def _is_same(entity: str, shown: dict[str, Any], given: dict[str, Any]) -> bool:
    """Compare a row on a screen with the server's, which leaves out what nobody ever set."""
    columns = JOURNALLED[entity].c
    unset = {
        name: getattr(columns[name].default, "arg", None) for name in shown.keys() - given.keys()
    }
    return {name: value for name, value in shown.items() if value is not None} == {
        name: value for name, value in {**unset, **given}.items() if value is not None
    }


def _in_the_right_scopes(world: World) -> None:
    """Each row is in the scopes that follow from who owns it today, and in no other."""
    shelf = world.shelf
    today = day_of(world.now_ms << 16)
    for key, row in shelf.stored.items():
        wanted = _scopes(shelf, key, row, today)
        held = shelf.held_in([key[1]]).get(key[1], frozenset())
        if wanted is not None and held - wanted:
            raise _broken(world, "row outside scope remains", key, held - wanted)
        if wanted is not None and wanted - held:
            raise _broken(world, "not converged", key, "is not in", wanted - held)


def _scopes(shelf: DictShelf, key: Key, row: Row, today: date) -> frozenset[str] | None:
    """Return where a row has to be; None where it stays wherever it was."""
    if key[0] == "conflict":
        return frozenset(map(own, parties(row)))
    if key[0] not in TREE:
        return frozenset({AGENCY})
    root = shelf.root_of[key]
    rows = [shelf.stored[one] for one in shelf.in_tree[root[1]] if one[0] in OWNED]
    owners = [one.values for one in rows if not one.is_deleted]
    is_gone = shelf.stored[root].is_deleted
    return None if is_gone else scopes_of_tree(shelf.who, owners, today) or None


def _fates_known(world: World, pc: Pc) -> None:
    """Each PC knows what became of each of its changes, and keeps those that were refused."""
    for cid, one in pc.desk.own.items():
        if one.fate is None:
            raise _broken(world, "a change still waits", pc.name, one.record)
        said = world.shelf.decided.get(cid)
        if said is None:
            raise _broken(world, "an edit vanished", pc.name, one)
        if (said.fate, said.reason) != (one.fate, one.reason):
            raise _broken(world, "a fate not told", pc.name, one, said)


def _nothing_vanished(world: World) -> None:
    """Each change that anybody made has a fate, and lies with the PC that made it."""
    kept = {cid for pc in world.pcs for cid in pc.desk.own.keys() - pc.desk.thrown_away}
    for cid, record in world.made.items():
        verdict = world.shelf.decided.get(cid)
        if verdict is None:
            raise _broken(world, "an edit vanished", record)
        if cid not in kept:
            raise _broken(world, "a refused edit was thrown away", record)
        if verdict.fate == Fate.PARKED and cid not in world.shelf.waiting:
            raise _broken(world, "an edit vanished while parked", record)


def _nothing_unauthorised(world: World) -> None:
    for cid in world.forbidden:
        if world.shelf.decided[cid].fate in ACCEPTED:
            raise _broken(world, "effect without authority", world.made[cid])


def _applied_once(world: World) -> None:
    counts = Counter(r.cid for r, verdict in world.shelf.log if verdict.fate in ACCEPTED)
    for cid, count in counts.items():
        if count > 1:
            raise _broken(world, "an edit was applied twice", world.made.get(cid))


def _clock_not_poisoned(world: World) -> None:
    latest = max(stamp for row in world.shelf.stored.values() for stamp in row.stamps.values())
    if latest >> 16 > world.now_ms + AHEAD_MS:
        raise _broken(world, "a clock that runs ahead poisons the order", latest >> 16)


def _parked_not_refused(world: World) -> None:
    """Only what hangs on something refused is refused for it; the order of arrival is no reason."""
    shelf = world.shelf
    groups: defaultdict[str, set[str]] = defaultdict(set)
    needs: defaultdict[str, set[Key]] = defaultdict(set)
    for record, verdict in shelf.log:
        groups[record.grp].add(str(verdict.reason))
        needs[record.grp] |= _needed(record)
    for record, verdict in shelf.log:
        if verdict.reason != Reason.DEPENDS_ON_REFUSED:
            continue
        if groups[record.grp] - {str(Reason.DEPENDS_ON_REFUSED), "None"}:
            continue
        refused = {
            one.key
            for one, said in shelf.log
            if one.is_birth and said.fate == Fate.REFUSED and said.aseq <= verdict.aseq
        }
        if not needs[record.grp] & refused:
            raise _broken(world, "refused only by the order of arrival", record)


def _needed(record: Record) -> set[Key]:
    """Return the rows that a change needs."""
    names = {
        "objective_id": "objective",
        "key_result_id": "key_result",
        "check_in_id": "check_in",
        "person_id": "person",
        "unit_id": "unit",
        "cycle_id": "cycle",
    }
    return {record.key} | {
        (entity, record.set[name]) for name, entity in names.items() if name in record.set
    }


Write = tuple[int, Record, Any]
"""The clock that counts, the change, and the value of one field."""


def _writes(shelf: DictShelf) -> dict[Key, dict[str, list[Write]]]:
    """Return all accepted writes by row and field; of a set field, by element."""
    found: dict[Key, dict[str, list[Write]]] = {}
    for record, verdict in shelf.log:
        if verdict.fate not in ACCEPTED or record.key not in shelf.stored:
            continue
        fields = found.setdefault(record.key, defaultdict(list))
        hlc = effective(record, verdict)
        if record.is_birth:
            fields[BIRTH].append((hlc, record, None))
        for name, value in record.set.items():
            if name in SETS:
                elements = value if isinstance(value, dict) else dict.fromkeys(value, True)
                for element, is_there in elements.items():
                    fields[f"{name}/{element}"].append((hlc, record, is_there))
            else:
                fields[name].append((hlc, record, value))
    return found


def _order(value: Any) -> bytes:
    return msgspec.json.encode(value, order="sorted")


def _at_birth(name: str) -> bool | None:
    return False if "/" in name or name == TOMBSTONE else None


def _order_independent(world: World, written: dict[Key, dict[str, list[Write]]]) -> None:
    """Each field holds the value of the latest clock, whoever synced first."""
    for key, fields in written.items():
        row = world.shelf.stored[key]
        for name, writes in fields.items():
            if name == BIRTH:
                continue
            # What a row was made without is empty by the clock of its making.
            birth = row.stamps.get(BIRTH, 0)
            whole = [(at, value) for at, _, value in writes]
            if not any(record.is_birth for _, record, _ in writes):
                whole.append((birth, _at_birth(name)))
            at, value = max(whole, key=lambda write: (write[0], _order(write[1])))
            column, _, element = name.partition("/")
            has = element in (row.values.get(column) or []) if element else row.values.get(column)
            if has != value or row.stamps.get(name, birth) != at:
                raise _broken(world, "the result depends on the order of syncing", key, name, row)


def _lost_values_shown(world: World, written: dict[Key, dict[str, list[Write]]]) -> None:
    """A value that does not stand was overwritten knowingly, or is on the list of conflicts."""
    listed = {
        (row.values["eid"], row.values["lost"]["cid"])
        for key, row in world.shelf.stored.items()
        if key[0] == "conflict"
    }
    for key, fields in written.items():
        row = world.shelf.stored[key]
        removals = [write for write in fields.get(TOMBSTONE, []) if write[2]]
        for name, writes in fields.items():
            if name in (BIRTH, TOMBSTONE) or "/" in name or key[0] == "conflict":
                continue
            shown = _shown(row, name, writes, removals, listed)
            for hlc, record, value in writes:
                if (hlc, record.cid) not in shown and record.op == "set":
                    raise _broken(world, "a lost value is not shown", key, name, value, record)


def _shown(
    row: Row,
    name: str,
    writes: list[Write],
    removals: list[Write],
    listed: set[tuple[str, str]],
) -> set[tuple[int, str]]:
    """Return those writes of a field whose value stands, was seen, or is told to its author."""
    done: set[tuple[int, str]] = set()

    def knows(other: Write, write: Write) -> bool:
        if other[1].op == "set":
            return other[1].base.get(name) in (write[0], write[1].hlc)
        return other[1].base.get(BIRTH, 0) >= write[0]

    for write in writes:
        stands = row.values.get(name) == write[2]
        if row.is_deleted:
            stands = stands and any(knows(removal, write) for removal in removals)
        overwritten = any(o[1] is not write[1] and knows(o, write) for o in writes)
        if stands or overwritten or (write[1].eid, write[1].cid) in listed:
            done.add((write[0], write[1].cid))
    grown = True
    while grown:
        values = {_order(w[2]) for w in writes if (w[0], w[1].cid) in done}
        more = {(w[0], w[1].cid) for w in writes if _order(w[2]) in values} - done
        grown = bool(more)
        done |= more
    return done


def _approved_what_was_seen(world: World) -> None:
    """Play the log again: whoever approved or returned something, the server had seen just that."""
    from okrdesk.sync.replay import accepted

    rows: dict[Key, Row] = {}
    parts: defaultdict[str, set[str]] = defaultdict(set)
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for record, verdict in world.shelf.log:
        if verdict.fate not in ACCEPTED:
            continue
        row = accepted(rows.get(record.key), record, effective(record, verdict))
        if row:
            rows[record.key] = row
        if record.ent in CONTENT and row:
            id = record.eid if record.ent == "objective" else row.values["objective_id"]
            if record.ent == "key_result":
                parts[id].add(record.eid)
            top = rows.get(("objective", id))
            if top:
                living = {part: rows["key_result", part].values for part in parts[id]}
                seen[id].add(content_hash(top.values, living))
        judges = record.set.get("kind") in ("approve", "return")
        needs_seen = record.ent == "review" and record.op == "append" and judges
        if needs_seen and record.set["content_hash"] not in seen[record.set["objective_id"]]:
            raise _broken(world, "approved what the server never saw", record)
