"""Which scopes hold which rows on this PC, and the end of rows that none holds any more.

A row of the scope "" is kept only for now: the server has accepted it, but the feeds have not
brought it yet, or it left all scopes while changes of it wait for their fate. The next time all
scopes were read, nothing keeps it any more.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, delete, select

from okrdesk.db import merged, schema
from okrdesk.db.among import any_of
from okrdesk.db.bulk import Into, insert_rows
from okrdesk.db.change_table import by_waiting
from okrdesk.db.named_files import ENTITIES, named_file
from okrdesk.domain.structure import parents_of
from okrdesk.sync.desk_store_rows import read_rows
from okrdesk.sync.desk_store_state import Notes
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import PulledRow

FOR_NOW = ""
_table = schema.scope_row
_change = schema.change
_blob = schema.blob
_part = schema.blob_part
_of_agency: BindParameter[str] = bindparam("agency_id")
_KEEP = Into(_table, ("agency_id", "scope", "eid", "entity", "generation"), ("generation",))
_LEAVE = delete(_table).where(_table.c.agency_id == _of_agency, any_of(_table.c.eid, "ids"))
_HELD = select(_table.c.eid).where(_table.c.agency_id == _of_agency, any_of(_table.c.eid, "ids"))
_WAITING = by_waiting(
    select(_change.c.entity, _change.c.eid).where(
        _change.c.agency_id == _of_agency, _change.c.fate.is_(None)
    )
)
_FORGET = delete(_change).where(
    _change.c.agency_id == _of_agency,
    any_of(_change.c.eid, "ids"),
    _change.c.device.not_in(bindparam("devices", expanding=True)),
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
        if rows:
            self._connection.execute(_LEAVE, self._names([pulled.eid for pulled in rows]))
        self._hold(
            self._member(scope, (pulled.ent, pulled.eid))
            for pulled in rows
            for scope in pulled.held
        )
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
        self._remove(purged)
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
        names = self._names([id for _entity, id in keys])
        held = set(self._connection.scalars(_HELD, names)) if keys else set()
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
        self._hold(self._member(FOR_NOW, key) for key in keys)

    def _hold(self, members: Iterable[tuple[object, ...]]) -> None:
        insert_rows(self._connection, _KEEP, list(members))

    def _note_built_upon(self, purged: Iterable[Key]) -> None:
        links = [key for key in purged if key[0] == "link"]
        for row in read_rows(self._connection, self._state.agency_id, links).values():
            self.built_upon.add(("objective", row.values["parent_id"]))

    def _remove(self, keys: Collection[Key]) -> None:
        """Remove rows with what others did to them; what is derived goes with `derived.refresh`."""
        known = [key for key in keys if key[0] in schema.JOURNALLED]
        self._remove_files([id for entity, id in known if entity in ENTITIES])
        merged.remove_rows(self._connection, self._state.agency_id, known)
        devices = [self._state.device, *self._state.former]
        if known:
            names = self._names([id for _entity, id in known])
            self._connection.execute(_FORGET, names | {"devices": devices})

    def _remove_files(self, ids: Collection[str]) -> None:
        """Remove the contents of files that no evidence names any more but these."""
        if not ids:
            return
        agency_id = self._state.agency_id
        ours = named_file.c.agency_id == agency_id
        read = self._connection.scalars
        leaving = set(read(select(named_file.c.sha256).where(ours, named_file.c.id.in_(ids))))
        staying = set(
            read(
                select(named_file.c.sha256).where(
                    ours, named_file.c.sha256.in_(leaving), named_file.c.id.not_in(ids)
                )
            )
        )
        gone = leaving - staying
        self._connection.execute(
            delete(_blob).where(_blob.c.agency_id == agency_id, _blob.c.sha256.in_(gone))
        )
        self._connection.execute(
            delete(_part).where(_part.c.agency_id == agency_id, _part.c.sha256.in_(gone))
        )

    def _member(self, scope: str, key: Key) -> tuple[object, ...]:
        return self._state.agency_id, scope, key[1], key[0], self._state.generation

    def _names(self, ids: list[str]) -> dict[str, object]:
        return {"agency_id": self._state.agency_id, "ids": ids}
