"""Which scopes hold which rows on this PC, and the end of rows that none holds any more.

A row of the scope "" is kept only for now: the server has accepted it, but the feeds have not
brought it yet, or it left all scopes while changes of it wait for their fate. The next time all
scopes were read, nothing keeps it any more.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from okrdesk.db import schema
from okrdesk.sync.desk_store_rows import by_entity, chunks, read_rows
from okrdesk.sync.desk_store_state import Notes
from okrdesk.sync.overlay import parents_of
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import PulledRow

FOR_NOW = ""
_table = schema.scope_row
_change = schema.change
_of_agency: BindParameter[str] = bindparam("agency_id")
_ids: BindParameter[list[str]] = bindparam("ids", expanding=True)
_KEEP = (_kept := insert(_table)).on_conflict_do_update(
    index_elements=["agency_id", "scope", "eid"],
    set_={"generation": _kept.excluded.generation},
)
_LEAVE = delete(_table).where(_table.c.agency_id == _of_agency, _table.c.eid.in_(_ids))
_HELD = select(_table.c.eid).where(_table.c.agency_id == _of_agency, _table.c.eid.in_(_ids))
_WAITING = select(_change.c.entity, _change.c.eid).where(
    _change.c.agency_id == _of_agency, _change.c.fate.is_(None)
)


class Holding:
    """The memberships of one agency's rows while one reply is stored.

    `built_upon` are the objectives that a purged one contributed to.
    """

    def __init__(self, connection: Connection, state: Notes) -> None:
        self._connection = connection
        self._state = state
        self._loose: set[Key] = set()
        self.built_upon: set[Key] = set()

    def place(self, rows: Sequence[PulledRow]) -> None:
        """Let rows be held by the scopes that the server names, and by no others."""
        for chunk in chunks(pulled.eid for pulled in rows):
            self._connection.execute(_LEAVE, self._names(chunk))
        held = [
            self._member(scope, (pulled.ent, pulled.eid))
            for pulled in rows
            for scope in pulled.held
        ]
        if held:
            self._connection.execute(_KEEP, held)
        self._loose |= {(pulled.ent, pulled.eid) for pulled in rows if not pulled.held}

    def drop_scopes(self, scopes: Sequence[str]) -> None:
        """Forget scopes that this person may read no more."""
        if scopes:
            self._drop(_table.c.scope.in_(scopes))

    def keep_accepted(self, accepted: Iterable[Key], here: Collection[Key]) -> None:
        """Keep for now what the server accepted and the feeds have not brought yet."""
        self._keep_for_now(key for key in accepted if key not in here)

    def sweep(self) -> None:
        """After all scopes were read: nothing is kept for now, nor for having been here before."""
        self._drop(_table.c.scope == FOR_NOW)
        if self._state.is_rereading:
            self._drop(_table.c.generation < self._state.generation)

    def purge(self) -> set[Key]:
        """Remove the rows that no scope holds any more; return their keys.

        Those that waiting changes are about, or about what hangs on them, stay for now.
        """
        loose = self._loose - self._held(self._loose)
        if not loose:
            return loose
        waited_for = loose & self._waited_for()
        self._keep_for_now(waited_for)
        purged = loose - waited_for
        self._note_built_upon(purged)
        for entity, ids in by_entity(purged).items():
            for chunk in chunks(ids):
                self._remove(entity, chunk)
        return purged

    def _drop(self, condition: object) -> None:
        """Take rows out of scopes, and remember them for `purge`."""
        ours = _table.c.agency_id == self._state.agency_id
        found = self._connection.execute(
            select(_table.c.entity, _table.c.eid).where(ours, condition)  # type: ignore[arg-type]
        )
        keys = {(entity, id) for entity, id in found}
        if keys:
            self._connection.execute(delete(_table).where(ours, condition))  # type: ignore[arg-type]
            self._loose |= keys

    def _held(self, keys: Iterable[Key]) -> set[Key]:
        keys = set(keys)
        held: set[str] = set()
        for chunk in chunks(id for _entity, id in keys):
            held |= set(self._connection.scalars(_HELD, self._names(chunk)))
        return {key for key in keys if key[1] in held}

    def _waited_for(self) -> set[Key]:
        """Return the rows that waiting changes are about, and all that these hang on."""
        names = {"agency_id": self._state.agency_id}
        found = {(entity, id) for entity, id in self._connection.execute(_WAITING, names)}
        wave = found
        while wave:
            rows = read_rows(self._connection, self._state.agency_id, wave)
            wave = {up for key, row in rows.items() for up in parents_of(key, row.values)} - found
            found = found | wave
        return found

    def _keep_for_now(self, keys: Iterable[Key]) -> None:
        members = [self._member(FOR_NOW, key) for key in keys]
        if members:
            self._connection.execute(_KEEP, members)

    def _note_built_upon(self, purged: Iterable[Key]) -> None:
        links = [key for key in purged if key[0] == "link"]
        for row in read_rows(self._connection, self._state.agency_id, links).values():
            self.built_upon.add(("objective", row.values["parent_id"]))

    def _remove(self, entity: str, ids: list[str]) -> None:
        """Remove rows with what others did to them; what is derived goes with `derived.refresh`."""
        if entity == "evidence":
            self._remove_files(ids)
        table = schema.JOURNALLED[entity]
        ours = table.c.agency_id == self._state.agency_id
        self._connection.execute(delete(table).where(ours, table.c.id.in_(ids)))
        devices = [self._state.device, *self._state.former]
        self._connection.execute(
            delete(_change).where(
                _change.c.agency_id == self._state.agency_id,
                _change.c.eid.in_(ids),
                _change.c.device.not_in(devices),
            )
        )

    def _remove_files(self, ids: list[str]) -> None:
        """Remove the contents of files that no other evidence names."""
        evidence = schema.evidence
        ours = evidence.c.agency_id == self._state.agency_id
        leaving = set(
            self._connection.scalars(select(evidence.c.sha256).where(ours, evidence.c.id.in_(ids)))
        )
        staying = set(
            self._connection.scalars(
                select(evidence.c.sha256).where(
                    ours, evidence.c.sha256.in_(leaving), evidence.c.id.not_in(ids)
                )
            )
        )
        for table in (schema.blob, schema.blob_part):
            self._connection.execute(
                delete(table).where(
                    table.c.agency_id == self._state.agency_id,
                    table.c.sha256.in_(leaving - staying),
                )
            )

    def _member(self, scope: str, key: Key) -> dict[str, object]:
        return {
            "agency_id": self._state.agency_id,
            "scope": scope,
            "eid": key[1],
            "entity": key[0],
            "generation": self._state.generation,
        }

    def _names(self, ids: list[str]) -> dict[str, object]:
        return {"agency_id": self._state.agency_id, "ids": ids}
