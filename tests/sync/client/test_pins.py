"""A unit that arrives as figures, then in full as its leader wishes, then as figures again."""

from contextlib import closing
from pathlib import Path

from okrdesk.app import Application
from okrdesk.domain.objective import Objective, Owner
from okrdesk.domain.organisation import Unit
from okrdesk.domain.structure import Key
from okrdesk.services.cycles import current_cycle
from okrdesk.services.lists import Filter, find_objective_ids
from okrdesk.services.objectives import add_objective
from okrdesk.services.pins import pin_unit, unpin_unit
from okrdesk.services.rollups import find_rollups
from okrdesk.services.units import add_unit
from tests.sync.client.house import SOON_S, House, until


def test_a_deep_unit_comes_in_full_while_it_is_wanted(served: House, tmp_path: Path) -> None:
    desk, above = served.desk(), served.root
    for name in ("Phòng", "Tổ", "Nhóm"):
        above = deep = add_unit(desk, Unit("", name, name, above)).value
    cycle = current_cycle(desk)
    assert cycle is not None
    days = (cycle.start_on, cycle.end_on)
    owner = Owner(unit_id=deep)
    objective = add_objective(desk, Objective("", cycle.id, "Ở sâu", owner, *days)).value
    leader = served.person("009", "Trần Văn Giám", served.root, is_leader=True)
    touched: set[Key] = set()
    with closing(served.enrolled(tmp_path / "pc", leader)) as pc:
        assert seen(pc) == ([], [deep])
        pc.watch_sync(lambda status: touched.update(status.touched))
        pc.submit(lambda desk: pin_unit(desk, deep)).result()
        assert seen(pc) == ([objective], [])
        pc.submit(lambda desk: unpin_unit(desk, deep)).result()
        assert seen(pc) == ([], [deep])
        touched.clear()
        add_objective(desk, Objective("", cycle.id, "Cũng ở sâu", owner, *days))
        assert seen(pc) == ([], [deep])
        until(lambda: ("rollup", deep) in touched)


def seen(pc: Application) -> tuple[list[str], list[str]]:
    """Return the objectives that are here after a sync, and the units told in figures."""
    pc.sync_now().result(SOON_S)
    figures = pc.submit(find_rollups).result()
    rows = pc.submit(lambda desk: find_objective_ids(desk, Filter())).result()
    return list(rows), [one.unit_id for one in figures]
