"""“What if”: whose band another pack would change, without anything being saved."""

from dataclasses import replace
from decimal import Decimal

from okrdesk.domain.evaluation.comparing import compare, compare_all
from okrdesk.domain.evaluation.pack_reading import read_pack
from tests.unit.domain.evaluation.sheets import STAFF, pack, sheet, task

STRICT = read_pack(pack(STAFF).text.replace("deduction = 0.25", "deduction = 0.5"))
SHEETS = {
    "an": sheet(pack(STAFF), task()),
    "bình": sheet(pack(STAFF), task(content_errors=1, delays=1)),
    "chi": sheet(pack(STAFF), task(content_errors=1)),
    "dung": sheet(pack(STAFF), task(content_errors=2, delays=2)),
}


def test_who_would_change_band_is_named_the_largest_change_first() -> None:
    found = compare(pack(STAFF), STRICT, SHEETS)
    assert [(one.key, one.before.band, one.after.band) for one in found] == [
        ("dung", "good", "fulfilled"),
        ("chi", "excellent", "good"),
    ]
    assert [one.points for one in found] == [Decimal("-23.34"), Decimal("-5.84")]


def test_the_same_pack_changes_nothing() -> None:
    assert compare(pack(STAFF), pack(STAFF), SHEETS) == ()
    assert [one.key for one in compare_all(pack(STAFF), pack(STAFF), SHEETS)] == sorted(SHEETS)


def test_a_sheet_that_only_one_pack_can_score_is_a_change() -> None:
    bounded = replace(STRICT, tasks=replace(STRICT.tasks, lowest=Decimal(2)))
    (found,) = compare(pack(STAFF), bounded, {"an": SHEETS["an"]})
    assert found.has_other_band
    assert found.points is None
