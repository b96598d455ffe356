"""An office of five years and 200 officers, for the budgets on large data.

Twenty quarters up to the present one: 12,000 objectives, 50,000 key results and about 200,000
check-ins. All of it goes through the journal, one act for each quarter, so the file carries the
change records that such an office would have. It is built once (about a minute) and kept in the
system's temporary folder, under a name that changes with what it is made of and with the day.
"""

import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from okrdesk.db import schema, vault
from okrdesk.db.journal import Work
from okrdesk.db.opening import open_database
from okrdesk.db.rows import key_result_values
from okrdesk.db.store import Store
from okrdesk.domain.act import Act
from okrdesk.domain.dates import month_end
from okrdesk.domain.health import Limits
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import KeyResult, Owner
from okrdesk.domain.organisation import PersonKind, Role
from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.reached import colour_of_last
from okrdesk.domain.rhythm import Rhythm
from okrdesk.services.office import MEASURE_UNITS, note_desk

YEARS, OFFICERS, DIVISIONS = 5, 200, 10
PASSWORD = "đo-lường-335"
_PREFIX = "okrdesk-large-"
_SEED = 2026
_DAY = timedelta(days=1)

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
_MIDDLES = ("Văn", "Thị", "Hữu", "Ngọc", "Đức", "Thị Thu", "Quang", "Minh")
_GIVEN = ("An", "Ánh", "Bình", "Đạt", "Đức", "Hà", "Hằng", "Khánh", "Nghĩa", "Oanh", "Sỹ", "Yến")
_FIELDS = ("đất đai", "xây dựng", "đăng ký kinh doanh", "đầu tư", "môi trường", "lao động", "y tế")
_AIMS = (
    "Người dân nhận kết quả {field} đúng hẹn",
    "Số liệu {field} đúng, đủ và kịp thời",
    "Vướng mắc về {field} được giải quyết từ cơ sở",
)
_RESULTS: tuple[tuple[str, Kind, int | None, int, str], ...] = (
    ("Tỷ lệ hồ sơ {field} giải quyết đúng hạn đạt 98%", Kind.INCREASE, 88, 98, "%"),
    ("Thời gian xử lý hồ sơ {field} giảm còn 3 ngày", Kind.DECREASE, 9, 3, "ngày"),
    ("Số hồ sơ {field} được số hóa đạt 600", Kind.COUNT, None, 600, "hồ sơ"),
    ("Tỷ lệ hài lòng về {field} giữ từ 90%", Kind.KEEP_AT_LEAST, None, 90, "%"),
    ("Đơn thư {field} tồn quá hạn giảm xuống 0", Kind.DECREASE, 40, 0, "đơn"),
)


def build_large(folder: Path) -> tuple[Path, str]:
    """Put a copy of the large office into `folder`; return the folder and its password.

    Open it as any data folder: `vault.unlock(folder, password, None)`, then `open_database`.
    """
    kept = _kept_place(datetime.now().astimezone().date())
    if not kept.exists():
        _forget_others(kept)
        fresh = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}making-"))
        try:
            _build(fresh)
            fresh.rename(kept)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return folder, PASSWORD


def _kept_place(today: date) -> Path:
    """Return where the office of `today` is kept, by what would make it another one."""
    made_of = Path(__file__).read_text(encoding="utf-8")
    made_of += Path(schema.__file__ or "").read_text(encoding="utf-8") + today.isoformat()
    mark = hashlib.sha256(made_of.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"{_PREFIX}{mark}"


def _forget_others(kept: Path) -> None:
    """Remove offices of other days, unless somebody may be making or reading one."""
    for other in kept.parent.glob(f"{_PREFIX}*"):
        if time.time() - other.stat().st_mtime > 12 * 3600:
            shutil.rmtree(other, ignore_errors=True)


@dataclass
class _Office:
    """The people and units, and what the making needs at every quarter."""

    now: datetime
    random: Random = field(default_factory=lambda: Random(_SEED))
    units: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.date()


def _build(folder: Path) -> None:
    made, _recovery_key = vault.create(folder, PASSWORD, None)
    engine = open_database(folder, made.key, is_new=True)
    office = _Office(datetime.now().astimezone())
    store = Store(engine, new_id(), new_id(), lambda: office.now)
    person_id = new_id()
    try:
        with store.write(person_id, Act.SET_UP) as work:
            _add_organisation(work, office, person_id)
            note_desk(work.connection, store, person_id)
        for place in _quarters(office.today):
            with store.write(person_id, Act.IMPORT_PLAN) as work:
                _add_quarter(work, office, place)
    finally:
        engine.dispose()


def _add_organisation(work: Work, office: _Office, person_id: str) -> None:
    """Write ten divisions of twenty; the first officer heads the first, with every right."""
    work.add(schema.agency, id=work.author.agency_id, code="SL", name="Sở Lớn (dữ liệu đo lường)")
    root = work.add(schema.unit, code="SL", name="Sở Lớn (dữ liệu đo lường)")
    units = [
        {"code": f"P{n:02}", "name": f"Phòng số {n}", "parent_id": root, "ordinal": n}
        for n in range(1, DIVISIONS + 1)
    ]
    office.units = work.add_many(schema.unit, units)
    people = [
        {
            "id": person_id if n == 0 else new_id(),
            "code": f"{n + 1:03}",
            "name": " ".join(office.random.choice(w) for w in (_FAMILIES, _MIDDLES, _GIVEN)),
            "kind": PersonKind.CIVIL_SERVANT.value,
        }
        for n in range(OFFICERS)
    ]
    office.people = work.add_many(schema.person, people)
    posts = [
        {
            "person_id": id,
            "unit_id": office.units[n % DIVISIONS],
            "title": "Trưởng phòng" if n < DIVISIONS else "Chuyên viên",
            "is_leader": n < DIVISIONS,
        }
        for n, id in enumerate(office.people)
    ]
    work.add_many(schema.post, posts)
    for role in (Role.ADMINISTRATOR, Role.PLANNER):
        work.add(schema.role_grant, person_id=person_id, role=role.value)
    work.add_many(schema.measure_unit, [{"name": name} for name in (*MEASURE_UNITS, "đơn")])


def _quarters(today: date) -> range:
    """Return the quarters to fill, counted from year 0, up to the present one."""
    present = today.year * 4 + (today.month - 1) // 3
    return range(present - 4 * YEARS + 1, present + 1)


def _add_quarter(work: Work, office: _Office, place: int) -> None:
    year, quarter = divmod(place, 4)
    start, end = date(year, quarter * 3 + 1, 1), month_end(year, quarter * 3 + 3)
    cycle_id = work.add(
        schema.cycle,
        code=f"{year}-Q{quarter + 1}",
        name=f"Quý {quarter + 1} năm {year}",
        kind="quarter",
        start_on=start,
        end_on=end,
        state="running" if office.today <= end else "closed",
    )
    objectives, key_results = _plan(office, cycle_id, start, end)
    work.add_many(schema.objective, objectives)
    work.add_many(schema.key_result, [{"id": k.id} | key_result_values(k) for k in key_results])
    work.add_many(
        schema.check_in, [row for each in key_results for row in _check_ins(office, each)]
    )


def _plan(
    office: _Office, cycle_id: str, start: date, end: date
) -> tuple[list[dict[str, Any]], list[KeyResult]]:
    """Return three objectives for each officer, with twelve or thirteen key results."""
    objectives: list[dict[str, Any]] = []
    key_results: list[KeyResult] = []
    for number, person_id in enumerate(office.people):
        for turn, aim in enumerate(_AIMS):
            about = office.random.choice(_FIELDS)
            objective_id = new_id()
            objectives.append(
                {
                    "id": objective_id,
                    "cycle_id": cycle_id,
                    "title": f"{aim.format(field=about)} (cán bộ {number + 1:03})",
                    "owner_person_id": person_id,
                    "start_on": start,
                    "end_on": end,
                    "commitment": "committed",
                    "roll_up": "key-results",
                }
            )
            count = 5 if turn == 2 and number % 2 else 4
            key_results.extend(
                _key_result(objective_id, person_id, (start, end), about, ordinal)
                for ordinal in range(count)
            )
    return objectives, key_results


def _key_result(
    objective_id: str, person_id: str, span: tuple[date, date], about: str, ordinal: int
) -> KeyResult:
    title, kind, start, target, unit = _RESULTS[ordinal]
    return KeyResult(
        id=new_id(),
        objective_id=objective_id,
        title=title.format(field=about),
        measure=Measure(kind, None if start is None else Decimal(start), Decimal(target)),
        owner=Owner(person_id=person_id),
        start_on=span[0],
        end_on=span[1],
        measure_unit=unit,
        weight=Decimal((40, 30, 20, 10, 0)[ordinal]),
        rhythm=Rhythm.WEEKLY if ordinal == 0 else Rhythm.MONTHLY,
        ordinal=ordinal,
    )


def _check_ins(office: _Office, key_result: KeyResult) -> Iterator[dict[str, Any]]:
    """Yield a check-in every three weeks; what lies after today has not happened yet."""
    known: list[tuple[date, Decimal]] = []
    for turn in range(1, 5):
        on = key_result.start_on + timedelta(days=21 * turn + office.random.randint(-4, 4))
        if on > office.today:
            break
        value = _value(key_result, turn, office.random)
        known.append((on, value))
        colour = _colour(key_result, known)
        entered = datetime.combine(on, office.now.time(), office.now.tzinfo)
        yield {
            "key_result_id": key_result.id,
            "author_id": key_result.owner.person_id,
            "effective_on": on,
            "entered_at": min(entered + office.random.randint(0, 2) * _DAY, office.now),
            "value": value,
            "confidence": office.random.randint(3, 9),
            "comment": "Đúng kế hoạch, không phát sinh." if office.random.random() < 0.4 else "",
            "computed_colour": colour,
        }


def _value(key_result: KeyResult, turn: int, random: Random) -> Decimal:
    measure = key_result.measure
    start, target = measure.origin, measure.target or Decimal(0)
    if start is None:
        return target + random.randint(-3, 6)
    share = Decimal(turn * 25 + random.randint(-32, 6)) / 100
    return round(start + (target - start) * share, 0 if measure.kind is Kind.COUNT else 1)


def _colour(key_result: KeyResult, known: Sequence[tuple[date, Decimal]]) -> str:
    return colour_of_last(key_result, known, Limits()).value


if __name__ == "__main__":
    began = time.perf_counter()
    build_large(Path(sys.argv[1]))
    print(f"built or copied in {time.perf_counter() - began:.1f} s")
