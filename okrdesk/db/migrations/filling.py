"""New columns of journalled tables get what newer PCs had written into them before.

An older server has no place for such a value but its log (`okrdesk.db.migrations` says how). The
statements name tables and columns as scripts do, and not by `schema.py`, which goes on changing.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

FILLED = "filled"
"""Under this key of `meta` stands that rows were filled: PCs have to read all anew."""
_ACCEPTED = ("applied", "superseded")
_change = sa.table(
    "change",
    *map(sa.column, ("agency_id", "entity", "eid", "fields", "hlc", "hlc_eff", "fate")),
)
_meta = sa.table("meta", sa.column("key"), sa.column("value"))


def fill_from_log(connection: sa.Connection, entity: str, **fits: Callable[[Any], bool]) -> int:
    """Fill new columns of a table from the accepted changes; return how many rows.

    `fits` says for each column which wire values it can hold: the older server took any. For
    registers; the elements of a set have clocks of their own.
    """
    row = sa.table(entity, *map(sa.column, ("agency_id", "id", "stamps", *fits)))
    found = _values(connection, row, fits)
    for (agency_id, id), values in found.items():
        connection.execute(
            sa.update(row).where(row.c.agency_id == agency_id, row.c.id == id).values(values)
        )
    if found:
        connection.execute(sa.delete(_meta).where(_meta.c.key == FILLED))
        connection.execute(sa.insert(_meta).values(key=FILLED, value="true"))
    return len(found)


def _values(
    connection: sa.Connection, row: sa.TableClause, fits: dict[str, Callable[[Any], bool]]
) -> dict[tuple[Any, Any], dict[str, Any]]:
    """Return by agency and id what those changes say whose clock is the row's of the column."""
    is_of_row = sa.and_(_change.c.agency_id == row.c.agency_id, _change.c.eid == row.c.id)
    question = (
        sa.select(
            *(row.c.agency_id, row.c.id, row.c.stamps, _change.c.fields),
            sa.func.coalesce(_change.c.hlc_eff, _change.c.hlc).label("clock"),
        )
        .select_from(sa.join(_change, row, is_of_row))
        .where(
            _change.c.entity == row.name,
            _change.c.fate.in_(_ACCEPTED),
            sa.or_(*(_change.c.fields.contains(f'"{name}":', autoescape=True) for name in fits)),
        )
    )
    found: defaultdict[tuple[Any, Any], dict[str, Any]] = defaultdict(dict)
    for agency_id, id, stamps, fields, clock in connection.execute(question):
        clocks, said = json.loads(stamps), json.loads(fields)
        for name in fits.keys() & said.keys():
            is_last = clocks.get(name, clocks.get("*")) == clock
            if is_last and fits[name](said[name]):
                found[agency_id, id][name] = _kept(said[name])
    return dict(found)


def _kept(value: Any) -> Any:
    """Return a wire value as its column keeps it."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return value
