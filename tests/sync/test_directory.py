from datetime import date

from okrdesk.domain.objective import CycleState
from okrdesk.domain.organisation import Role
from okrdesk.sync.directory import Directory
from okrdesk.sync.wire import Row

_DAY = date(2026, 3, 1)


def _row(**values: object) -> Row:
    return Row({"deleted": False, **values}, {"*": 1})


def _post(person: str, unit: str, **other: object) -> Row:
    return _row(person_id=person, unit_id=unit, **other)


def _directory(*rows: tuple[str, str, Row]) -> Directory:
    units = [
        ("unit", "top", _row()),
        ("unit", "mid", _row(parent_id="top")),
        ("unit", "low", _row(parent_id="mid")),
    ]
    return Directory().with_rows([*units, ("person", "an", _row(archived=False)), *rows])


def test_a_person_is_what_the_posts_of_the_day_and_the_roles_say() -> None:
    directory = _directory(
        ("post", "1", _post("an", "mid", is_leader=True, to_on="2026-03-01")),
        ("post", "2", _post("an", "low", is_deputy=True, from_on="2026-03-02")),
        ("role_grant", "1", _row(person_id="an", role="planner")),
    )
    today, later = directory.actor("an", _DAY), directory.actor("an", date(2026, 3, 2))
    assert (today.head_of, today.member_of, today.deputy_of) == ({"mid"}, {"mid"}, frozenset())
    assert (later.head_of, later.member_of, later.deputy_of) == (frozenset(), {"low"}, {"low"})
    assert today.roles == {Role.PLANNER}


def test_whoever_is_archived_or_unknown_has_left() -> None:
    archived = ("person", "an", _row(archived=True))
    assert _directory(archived).actor("an", _DAY).has_left
    assert _directory().actor("nobody", _DAY).has_left
    assert not _directory().actor("an", _DAY).has_left


def test_a_tombstone_takes_a_row_out() -> None:
    post = ("post", "1", _post("an", "mid"))
    gone = ("post", "1", Row({"deleted": True}, {"*": 1}))
    directory = _directory(post)
    assert directory.units_of("an", _DAY) == {"mid"}
    assert directory.with_rows([gone]).units_of("an", _DAY) == frozenset()
    assert directory.units_of("an", _DAY) == {"mid"}


def test_the_tree_is_walked_up_and_down_and_a_loop_ends() -> None:
    directory = _directory()
    assert directory.above("low") == ["low", "mid", "top"]
    assert directory.below("top") == {"top", "mid", "low"}
    assert directory.below("top", 1) == {"top", "mid"}
    assert directory.below("top", 0) == {"top"}
    assert directory.roots() == {"top"}
    loop = directory.with_rows([("unit", "top", _row(parent_id="low"))])
    assert loop.above("low") == ["low", "mid", "top"]
    assert loop.below("mid") == {"top", "mid", "low"}


def test_a_target_names_owners_their_units_and_all_above() -> None:
    directory = _directory(("post", "1", _post("an", "low")))
    target = directory.target({"owner_person_id": "an", "owner_unit_id": None}, _DAY)
    assert target.person_ids == {"an"}
    assert target.units == {"low"}
    assert target.units_and_above == {"low", "mid", "top"}
    both = directory.target({"owner_person_id": "an", "owner_unit_id": "top"}, _DAY)
    assert both.units == {"low", "top"}


def test_people_whose_posts_begin_or_are_over_are_those_that_move() -> None:
    directory = _directory(
        ("post", "1", _post("an", "low", to_on="2026-03-01")),
        ("post", "2", _post("binh", "low", from_on="2026-03-02")),
        ("post", "3", _post("chi", "low", from_on="2026-03-01", to_on="2026-03-02")),
    )
    assert directory.changing_on(_DAY, date(2026, 3, 2)) == {"an", "binh"}
    assert directory.changing_on(date(2026, 3, 2), date(2026, 3, 9)) == {"chi"}


def test_the_state_of_a_cycle() -> None:
    directory = _directory(("cycle", "1", _row(state="closing")))
    assert directory.cycle_state("1") is CycleState.CLOSING
    assert directory.cycle_state("2") is None
