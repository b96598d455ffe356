"""Rule packs: drafts, what is in force for whom on a day, clashes of dates, and “what if”."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.pack_fields import PackFaulty
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.organisation import PersonKind
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.archived import find_archived
from okrdesk.services.evaluation_sheets import sheet_of
from okrdesk.services.evaluation_steps import approve
from okrdesk.services.history import undo_last
from okrdesk.services.rule_packs import (
    AT_THE_START,
    Whom,
    add_pack,
    choose,
    edit_pack,
    end_pack,
    find_pack,
    find_packs,
    find_shipped,
    publish_pack,
    published_packs,
)
from okrdesk.services.what_if import WhatIf, what_if
from okrdesk.shipped_packs import shipped_text
from tests.offices import Office, tables
from tests.services.evaluating import MARKS, october, put_in_force
from tests.unit.domain.evaluation.sheets import STAFF, pack, sheet, task

MONTH = CycleKind.MONTH


def next_version(text: str, **changes: str) -> str:
    """Return a pack's text as version 2, with some of it replaced."""
    text = text.replace('version = "2026.1"', 'version = "2"')
    for old, new in changes.items():
        text = text.replace(old.replace("_", " "), new)
    return text


def refusal(office: Office, id: str, text: str) -> Code:
    with pytest.raises(Refused) as refused:
        edit_pack(office.desk, id, text)
    return refused.value.code


def chosen(office: Office, whom: Whom, day: date) -> str | None:
    with office.desk.read() as connection:
        packs = published_packs(connection, office.desk.agency_id)
    id = choose(packs, whom, day)
    return f"{packs[id].id} {packs[id].version}" if id else None


def test_an_office_begins_with_the_usual_packs_and_has_each_once(office: Office) -> None:
    assert len(put_in_force(office.desk)) == len(AT_THE_START)
    assert put_in_force(office.desk) == ()
    assert {row.code for row in find_packs(office.desk) if row.published} == set(AT_THE_START)
    here = {one.code for one in find_shipped(office.desk) if one.is_here}
    assert here == set(AT_THE_START)


@pytest.mark.parametrize(
    ("kind", "is_leader", "expected"),
    [
        (PersonKind.CIVIL_SERVANT, False, "nd335-staff"),
        (PersonKind.CADRE, True, "nd335-leader"),
        (PersonKind.PUBLIC_EMPLOYEE, False, "nd233-public-employee"),
        (PersonKind.CONTRACT, False, None),
    ],
)
def test_who_somebody_is_says_which_rules_hold(
    office: Office, kind: PersonKind, is_leader: bool, expected: str | None
) -> None:
    put_in_force(office.desk)
    found = chosen(office, Whom(kind, is_leader, frozenset(), MONTH), date(2026, 10, 31))
    assert (found or "").split()[:1] == ([expected] if expected else [])


def test_no_rules_hold_before_their_day(office: Office) -> None:
    put_in_force(office.desk)
    whom = Whom(PersonKind.CIVIL_SERVANT, False, frozenset(), MONTH)
    assert chosen(office, whom, date(2025, 12, 31)) is None


def test_a_new_version_ends_the_one_before(office: Office) -> None:
    put_in_force(office.desk)
    draft = add_pack(office.desk, next_version(shipped_text("nd335-staff"))).value
    publish_pack(office.desk, draft, date(2026, 11, 1))
    whom = Whom(PersonKind.CIVIL_SERVANT, False, frozenset(), MONTH)
    assert chosen(office, whom, date(2026, 10, 31)) == "nd335-staff 2026.1"
    assert chosen(office, whom, date(2026, 11, 1)) == "nd335-staff 2"


def test_a_pack_for_named_units_goes_before_one_for_all(office: Office) -> None:
    put_in_force(office.desk)
    text = next_version(
        shipped_text("nd335-staff"),
        **{'standings_=_["staff"]': 'standings = ["staff"]\nunits = ["MC"]'},
    ).replace('id = "nd335-staff"', 'id = "one-stop"')
    publish_pack(office.desk, add_pack(office.desk, text).value)
    here = Whom(PersonKind.CIVIL_SERVANT, False, frozenset({"MC"}), MONTH)
    assert chosen(office, here, date(2026, 10, 31)) == "one-stop 2"
    there = Whom(PersonKind.CIVIL_SERVANT, False, frozenset({"TH"}), MONTH)
    assert chosen(office, there, date(2026, 10, 31)) == "nd335-staff 2026.1"


def test_two_packs_for_the_same_people_clash(office: Office) -> None:
    put_in_force(office.desk)
    text = shipped_text("nd335-staff").replace('id = "nd335-staff"', 'id = "own-rules"')
    draft = add_pack(office.desk, text).value
    with pytest.raises(PackFaulty) as refused:
        publish_pack(office.desk, draft)
    assert [error.code for error in refused.value.errors] == [Code.PACK_CLASH]
    assert not next(row for row in find_packs(office.desk) if row.id == draft).published


def test_a_published_pack_ends_on_a_day_and_leaves_room_for_another(office: Office) -> None:
    put_in_force(office.desk)
    former = next(row for row in find_packs(office.desk) if row.code == "nd335-staff")
    text = shipped_text("nd335-staff").replace('id = "nd335-staff"', 'id = "own-rules"')
    draft = add_pack(office.desk, text).value
    for id, last_on, code in (
        (draft, date(2026, 6, 30), Code.RULE_PACK_DRAFT),
        (former.id, date(2025, 12, 31), Code.DATES_UPSIDE_DOWN),
    ):
        with pytest.raises(Refused) as refused:
            end_pack(office.desk, id, last_on)
        assert refused.value.code is code
    end_pack(office.desk, former.id, date(2026, 6, 30))
    publish_pack(office.desk, draft, date(2026, 7, 1))
    with pytest.raises(PackFaulty):
        end_pack(office.desk, former.id, None)


def test_what_is_published_stays_as_it_is(office: Office) -> None:
    put_in_force(office.desk)
    row = find_packs(office.desk)[0]
    text = find_pack(office.desk, row.id).text
    assert refusal(office, row.id, text) is Code.RULE_PACK_PUBLISHED
    with pytest.raises(Refused) as refused:
        archive(office.desk, "rule_pack", row.id)
    assert refused.value.code is Code.RULE_PACK_PUBLISHED


def test_a_draft_is_edited_put_away_and_brought_back(office: Office) -> None:
    id = add_pack(office.desk, shipped_text("hd06-hcm")).value
    text = find_pack(office.desk, id).text
    edit_pack(office.desk, id, text.replace("version =", "version  =").replace("HD 06", "HD 6"))
    with pytest.raises(PackFaulty):
        edit_pack(office.desk, id, "id = 1")
    archive(office.desk, "rule_pack", id)
    assert find_packs(office.desk) == []
    assert [row.id for row in find_archived(office.desk)] == [id]
    restore(office.desk, "rule_pack", id)
    assert [row.id for row in find_packs(office.desk)] == [id]


def test_a_draft_does_not_come_back_beside_the_one_made_in_its_place(office: Office) -> None:
    id = add_pack(office.desk, shipped_text("hd06-hcm")).value
    archive(office.desk, "rule_pack", id)
    add_pack(office.desk, shipped_text("hd06-hcm"))
    with pytest.raises(Refused) as refused:
        restore(office.desk, "rule_pack", id)
    assert refused.value.code is Code.CODE_TAKEN


def test_only_the_planner_edits_rules(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        add_pack(office.seat(office.ids.head), shipped_text("hd06-hcm"))
    assert refused.value.code is Code.NO_AUTHORITY


def test_a_score_names_its_rules_by_their_content_for_ever(office: Office) -> None:
    month = october(office)
    approve(month.authority, month.proposed())
    approved = sheet_of(month.officer, month.officers).approved
    assert approved is not None
    rules = tables(office.engine, ["score"])["score"][approved.id]["inputs"]["pack"]
    later = add_pack(office.desk, next_version(shipped_text("nd335-staff"))).value
    publish_pack(office.desk, later, date(2026, 10, 1))
    kept = sheet_of(month.officer, month.officers)
    assert (kept.pack.id, kept.pack.version) == ("nd335-staff", "2026.1")
    assert kept.pack.content_hash == rules["sha256"]
    assert kept.outcome(MARKS).total == Decimal("97.25")


def test_what_if_says_who_would_change_level_and_saves_nothing(office: Office) -> None:
    month = october(office)
    approve(month.authority, month.proposed())
    before = tables(office.engine, ["score", "rule_pack"])
    text = next_version(shipped_text("nd335-staff"), **{"=_90\n": "= 98\n"})
    rows = what_if(office.desk, text, month.period)
    assert [(row.name, row.has_other_band, row.points) for row in rows] == [
        ("Đỗ Thị Đào", True, Decimal(0))
    ]
    assert tables(office.engine, ["score", "rule_pack"]) == before
    with pytest.raises(Refused) as refused:
        what_if(month.head, text, month.period)
    assert refused.value.code is Code.NO_AUTHORITY


def test_who_only_one_of_two_packs_can_score_changes_level_by_no_points() -> None:
    then = pack(STAFF)
    bounded = replace(then, tasks=replace(then.tasks, lowest=Decimal(2)))
    facts = sheet(then, task())
    before, after = score(then, facts), score(bounded, facts)
    found = WhatIf("id", "Đào", "MC", before, after, before.band or "", after.band or "")
    assert (found.has_other_band, found.is_unscored, found.points) == (
        True,
        after.total is None,
        None,
    )


def test_packs_whose_publishing_was_undone_come_back_as_the_same(office: Office) -> None:
    ids = put_in_force(office.desk)
    undo_last(office.desk)
    assert find_packs(office.desk) == []
    assert put_in_force(office.desk) == ids
    assert all(row.published for row in find_packs(office.desk))
