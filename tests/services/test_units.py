"""Units: a tree of any depth with dates, codes that are unique, no loops."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from okrdesk.domain.organisation import Post, Unit
from okrdesk.domain.reorganisation import Plan, Reorganisation
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.history import find_history
from okrdesk.services.posts import add_post, find_posts
from okrdesk.services.reorganisation import reorganise
from okrdesk.services.units import (
    add_unit,
    edit_unit,
    find_unit,
    find_units,
)
from tests.offices import TODAY, Office, journalled


def code_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[Code, str | None]:
    return refused.value.code, refused.value.field


def test_units_come_as_a_tree_with_depth_people_and_leader(office: Office) -> None:
    rows = [(row.name, row.depth, row.people, row.leader) for row in find_units(office.desk)]
    assert rows == [
        ("Sở Thử nghiệm", 0, 1, "Nguyễn Văn An"),
        ("Phòng Một cửa", 1, 1, ""),
        ("Phòng Tổng hợp", 1, 2, "Trần Thị Bình"),
        ("Tổ Văn thư", 2, 1, ""),
    ]


def test_siblings_follow_their_ordinal_then_the_vietnamese_alphabet(office: Office) -> None:
    for ordinal, name in ((0, "Đội A"), (0, "Duy tu"), (0, "Ấp"), (-1, "Xử lý")):
        add_unit(office.desk, Unit("", name, name, office.ids.team, ordinal=ordinal))
    below = [row.name for row in find_units(office.desk) if row.parent_id == office.ids.team]
    assert below == ["Xử lý", "Ấp", "Duy tu", "Đội A"]


def test_a_tree_may_be_deep(office: Office) -> None:
    parent = office.ids.team
    for depth in range(20):
        parent = add_unit(office.desk, Unit("", f"S{depth}", f"Tổ {depth}", parent)).value
    assert max(row.depth for row in find_units(office.desk)) == 22


def test_a_new_unit_is_tidied_and_remembered(office: Office) -> None:
    unit = Unit("", " KT ", "Phòng  Kế toa\u0301n", office.ids.root, date(2026, 1, 1), None, 3)
    done = add_unit(office.desk, unit)
    assert ("unit", done.value) in done.touched
    stored = find_unit(office.desk, done.value)
    assert stored == replace(unit, id=done.value, code="KT", name="Phòng Kế toán")


@pytest.mark.parametrize("code", ["TH", "th", " Th "])
def test_a_code_is_used_once(office: Office, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add_unit(office.desk, Unit("", code, "Phòng khác"))
    assert code_of(refused) == (Code.CODE_TAKEN, "code")


def test_a_unit_keeps_its_own_code(office: Office) -> None:
    unit = find_unit(office.desk, office.ids.team)
    edit_unit(office.desk, replace(unit, code="vt", name="Tổ Văn thư – Lưu trữ"))
    assert find_unit(office.desk, unit.id).name == "Tổ Văn thư – Lưu trữ"


@pytest.mark.parametrize("below", ["division", "team"])
def test_a_unit_cannot_lie_under_itself(office: Office, below: str) -> None:
    division = find_unit(office.desk, office.ids.division)
    with pytest.raises(Refused) as refused:
        edit_unit(office.desk, replace(division, parent_id=getattr(office.ids, below)))
    assert code_of(refused) == (Code.UNIT_LOOP, "parent_id")


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        (Unit("", "", "Phòng"), Code.MISSING_FIELD),
        (Unit("", "X", "  "), Code.MISSING_FIELD),
        (Unit("", "X", "x" * 301), Code.TOO_LONG),
        (Unit("", "X", "Phòng", "01900000-0000-7000-8000-000000000000"), Code.NOT_FOUND),
        (
            Unit("", "X", "Phòng", None, date(2026, 2, 1), date(2026, 1, 1)),
            Code.DATES_UPSIDE_DOWN,
        ),
    ],
)
def test_what_breaks_a_rule_is_refused_and_leaves_nothing(
    desk: Desk, unit: Unit, code: Code
) -> None:
    before = journalled(desk.store.engine)
    with pytest.raises(Refused) as refused:
        add_unit(desk, unit)
    assert refused.value.code is code
    assert journalled(desk.store.engine) == before


def test_a_dissolved_unit_ends_with_its_posts_and_stays_readable(office: Office) -> None:
    later = add_post(
        office.desk,
        Post("", office.ids.admin, office.ids.team, "", share=10, from_on=date(2027, 1, 1)),
    ).value.id
    reorganise(office.desk, Plan(Reorganisation.DISSOLVE, TODAY, (office.ids.team,)))
    last = TODAY - timedelta(days=1)
    shown = {row.id for row in find_units(office.desk, on=last)}
    gone = {row.id for row in find_units(office.desk, on=TODAY)}
    assert office.ids.team in shown - gone
    assert office.ids.team in {row.id for row in find_units(office.desk)}
    posts = find_posts(office.desk, unit_id=office.ids.team)
    assert [post.to_on for post in posts] == [last]
    assert later not in {post.id for post in posts}


def test_a_unit_whose_parent_is_gone_stands_at_the_top(office: Office) -> None:
    division = find_unit(office.desk, office.ids.division)
    edit_unit(office.desk, replace(division, to_on=TODAY))
    depths = {row.id: row.depth for row in find_units(office.desk, on=date(2027, 1, 1))}
    assert depths[office.ids.team] == 0


def test_only_an_administrator_changes_units(office: Office) -> None:
    for person in (office.ids.head, office.ids.deputy, office.ids.officer):
        seat = office.seat(person)
        before = journalled(office.engine)
        for write in (
            lambda seat: add_unit(seat, Unit("", "X", "Phòng X")),
            lambda seat: edit_unit(seat, Unit(office.ids.team, "X", "Phòng X")),
        ):
            with pytest.raises(Refused) as refused:
                write(seat)
            assert refused.value.code is Code.NO_AUTHORITY
        assert journalled(office.engine) == before
        assert len(find_units(seat)) == 4


def test_a_unit_has_a_history(office: Office) -> None:
    unit = find_unit(office.desk, office.ids.team)
    edit_unit(office.desk, replace(unit, name="Tổ Hành chính"))
    change = find_history(office.desk, unit.id)[0]
    assert (change.field, change.before, change.after) == ("name", "Tổ Văn thư", "Tổ Hành chính")
    assert change.who == "Nguyễn Văn An"
