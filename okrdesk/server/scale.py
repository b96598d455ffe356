"""How large a server has to be for an office, a city or the nation: arithmetic from measured costs.

The document of scale holds the costs that were measured (a line of JSON) and tables between marks;
both are written by `rewrite`, so the tables always follow from the costs beside them.
"""

import json
import re
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from okrdesk.domain.numbers import format_decimal

if TYPE_CHECKING:
    from okrdesk.server.scale_bench import Measured

_COSTS = re.compile(r"<!-- costs: (\{.*?\}) -->")
_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_GIGA = 1_000_000_000
_SYSTEM_GB = 0.7


@dataclass(frozen=True)
class Costs:
    """What one sync of `changes` costs: milliseconds of a core, bytes on the wire and on the disk.

    `cores` and `per_second` are those of the machine that was measured, PCs and database included.
    """

    cores: int
    changes: int
    per_second: float
    core_ms: float
    bytes_up: float
    bytes_down: float
    idle_bytes: float
    bytes_per_change: float
    resident_mb: float


@dataclass(frozen=True)
class Habits:
    """How people work: changes of a day, working days, and the rush in the evening."""

    changes_a_day: int = 20
    days_a_year: int = 250
    rush_share: float = 0.6
    rush_seconds: int = 3_600
    load: float = 0.5
    """How busy a core may be in the rush."""
    years: int = 5
    most_in_cell: int = 30_000
    """Officers of one cell: a server with its database, its backup and its administrator."""


@dataclass(frozen=True)
class Place:
    """How many officers there are, and in how many agencies."""

    name: str
    officers: int
    agencies: int


@dataclass(frozen=True)
class Need:
    """What a place needs: of one cell, but for `cells`, `year_gb` and `kept_gb`."""

    place: Place
    cells: int
    officers_in_cell: int
    rush_per_second: float
    cores: int
    megabits: float
    memory_gb: int
    year_gb: float
    kept_gb: float


PLACES = (
    Place("Một sở (thử nghiệm)", 500, 1),
    Place("Một xã, phường", 60, 1),
    Place("Một thành phố", 30_000, 250),
    Place("Cả nước", 2_000_000, 14_000),
)


def costs_of(found: "Measured", cores: int) -> Costs:
    """Return the costs that a measurement found; it has to hold a sync of twenty changes."""
    small = min(found.exchanges, key=lambda one: one.changes)
    return Costs(
        cores=cores,
        changes=small.changes,
        per_second=_rounded(found.rush_per_second),
        core_ms=_rounded(1000 * cores / found.rush_per_second),
        bytes_up=small.bytes_up,
        bytes_down=small.bytes_down,
        idle_bytes=found.idle_up + found.idle_down,
        bytes_per_change=_rounded(found.bytes_per_change),
        resident_mb=_rounded(found.resident_mb),
    )


def need_of(place: Place, costs: Costs, habits: Habits) -> Need:
    """Return what a place needs by the costs measured and the habits assumed."""
    cells = ceil(place.officers / habits.most_in_cell)
    inside = ceil(place.officers / cells)
    rush = inside * habits.rush_share / habits.rush_seconds
    cores = max(2, ceil(rush * costs.core_ms / 1000 / habits.load))
    on_wire = (costs.bytes_up + costs.bytes_down) * 8 / 1_000_000
    year = place.officers * habits.changes_a_day * habits.days_a_year * costs.bytes_per_change
    return Need(
        place=place,
        cells=cells,
        officers_in_cell=inside,
        rush_per_second=rush,
        cores=cores,
        megabits=rush * on_wire,
        # A quarter for the system and the workers; the rest is PostgreSQL's, as okrdesk.conf says.
        memory_gb=ceil(4 * (_SYSTEM_GB + cores * costs.resident_mb / 1000)),
        year_gb=year / _GIGA,
        kept_gb=year * habits.years / _GIGA,
    )


def tables(costs: Costs, habits: Habits | None = None) -> dict[str, str]:
    """Return the tables of the document as Markdown, by name."""
    habits = habits or Habits()
    needs = [need_of(place, costs, habits) for place in PLACES]
    return {
        "costs": _costs_table(costs),
        "habits": _habits_table(habits),
        "cells": _table(
            "Nơi dùng|Cán bộ|Số ô|Cán bộ mỗi ô|Lượt/giây cao điểm|Lõi|RAM (GB)|Mạng (Mbit/s)",
            [
                (
                    need.place.name, need.place.officers, need.cells, need.officers_in_cell,
                    need.rush_per_second, need.cores, need.memory_gb, need.megabits,
                )
                for need in needs
            ],
        ),
        "storage": _table(
            f"Nơi dùng|Cơ quan|Thay đổi/năm (triệu)|Tăng/năm (GB)|Sau {habits.years} năm (GB)",
            [
                (
                    need.place.name, need.place.agencies,
                    need.place.officers * habits.changes_a_day * habits.days_a_year / 1_000_000,
                    need.year_gb, need.kept_gb,
                )
                for need in needs
            ],
        ),
    }  # fmt: skip


def rewrite(document: str, costs: Costs, habits: Habits | None = None) -> str:
    """Return the document with these costs, and with the tables that follow from them."""
    made = tables(costs, habits)
    told = f"<!-- costs: {json.dumps(asdict(costs))} -->"
    document = _COSTS.sub(lambda _found: told, document)
    return _TABLE.sub(lambda found: f"{found[1]}{made[found[2]]}\n{found[3]}", document)


def costs_in(document: str) -> Costs:
    """Return the costs that a document says were measured; raise ValueError where it says none."""
    found = _COSTS.search(document)
    if found is None:
        raise ValueError("the document names no costs")
    told = json.loads(found[1])
    return Costs(**{one.name: told[one.name] for one in fields(Costs)})


def rounded(value: float) -> Decimal:
    """Return a number as people read it: three digits, none behind the point from 100 on."""
    number = Decimal(repr(value))
    if not number:
        return Decimal(0)
    places = max(0, 2 - number.adjusted())
    return number.quantize(Decimal(1).scaleb(-places)).normalize()


def _rounded(value: float) -> float:
    return float(rounded(value))


def _costs_table(costs: Costs) -> str:
    return _table(
        "Chi phí đã đo|Giá trị",
        [
            ("Số lõi của máy đo (cả máy trạm giả lập và cơ sở dữ liệu)", costs.cores),
            (f"Lượt đồng bộ mỗi giây ({costs.changes} thay đổi mỗi lượt)", costs.per_second),
            ("Thời gian lõi cho một lượt (ms)", costs.core_ms),
            ("Gửi lên mỗi lượt (B)", costs.bytes_up),
            ("Nhận về mỗi lượt (B)", costs.bytes_down),
            ("Lượt không có gì mới, cả hai chiều (B)", costs.idle_bytes),
            ("Dung lượng cơ sở dữ liệu cho một thay đổi (B)", costs.bytes_per_change),
            ("Bộ nhớ của một tiến trình (MB)", costs.resident_mb),
        ],
    )


def _habits_table(habits: Habits) -> str:
    return _table(
        "Giả định|Giá trị",
        [
            ("Thay đổi của một cán bộ mỗi ngày", habits.changes_a_day),
            ("Ngày làm việc mỗi năm", habits.days_a_year),
            ("Phần cán bộ đồng bộ trong giờ cao điểm (%)", habits.rush_share * 100),
            ("Giờ cao điểm dài (giây)", habits.rush_seconds),
            ("Mức bận tối đa của một lõi (%)", habits.load * 100),
            ("Cán bộ tối đa của một ô", habits.most_in_cell),
        ],
    )


def _table(head: str, rows: list[tuple[object, ...]]) -> str:
    names = head.split("|")
    lines = [names, ["---"] + ["---:"] * (len(names) - 1)]
    lines += [[_cell(value) for value in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, int):
        return format_decimal(value)
    return format_decimal(rounded(value)) if isinstance(value, float) else str(value)
