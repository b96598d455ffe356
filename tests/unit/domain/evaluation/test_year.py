"""The year from its periods: means, scores brought along, periods left out, and what is missing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.pack import YearMethod, YearRule
from okrdesk.domain.evaluation.year import PeriodScore, mean, quarter_means, score_year
from okrdesk.errors import Code, Refused
from tests.unit.domain.evaluation.sheets import STAFF, pack


def months(*totals: str | None) -> list[PeriodScore]:
    """Return the scores of the months from January on."""
    return [
        PeriodScore(f"2026-{month:02}", None if total is None else Decimal(total))
        for month, total in enumerate(totals, 1)
    ]


@pytest.mark.parametrize(
    ("totals", "total", "band"),
    [
        (["90"] * 12, "90.00", "excellent"),
        (["90"] * 11 + ["89.9"], "89.99", "good"),
        (["90"] * 11 + ["89.95"], "90.00", "excellent"),  # 89.99583 is printed as 90.00
        (["70", "71", "69"], "70.00", "good"),
        (["33.33", "33.33", "33.34"], "33.33", "unfulfilled"),
    ],
)
def test_the_year_is_the_mean_of_its_periods(totals: list[str], total: str, band: str) -> None:
    found = score_year(pack(STAFF), months(*totals))
    assert (str(found.total), found.band) == (total, band)
    assert score_year(pack(STAFF), months(*totals)[::-1]) == found


def test_a_period_without_a_score_is_named_and_blocks() -> None:
    found = score_year(pack(STAFF), months("80", None, "90", None))
    assert (found.total, found.band, found.missing) == (None, None, ("2026-02", "2026-04"))


def test_a_period_of_leave_is_left_out() -> None:
    leave = replace(months("80", None)[1], excused=True)
    found = score_year(pack(STAFF), [*months("80"), leave, *months(*["90"] * 3)[2:]])
    assert (found.total, len(found.counted)) == (Decimal(85), 2)


def test_scores_of_the_former_agency_count_like_others() -> None:
    brought = PeriodScore("2026-Q1", Decimal(60), brought=True)
    own = PeriodScore("2026-Q2", Decimal(90))
    found = score_year(pack(STAFF), [own, brought])
    assert found.total == 75
    assert [one.brought for one in found.counted] == [True, False]


def test_nothing_at_all_is_no_year() -> None:
    assert score_year(pack(STAFF), []).total is None
    excused = PeriodScore("2026-01", None, excused=True)
    assert score_year(pack(STAFF), [excused]).band is None


def test_a_knock_out_holds_for_the_year() -> None:
    found = score_year(pack(STAFF), months("95"), knocked_out=True)
    assert (found.total, found.band) == (Decimal(95), "unfulfilled")


@pytest.mark.parametrize(
    ("method", "total"),
    [
        (YearMethod.MEAN, "70.00"),
        (YearMethod.WEIGHTED_BY_DAYS, "85.00"),
        (YearMethod.LAST, "90.00"),
    ],
)
def test_the_pack_says_how_periods_come_together(method: YearMethod, total: str) -> None:
    rules = replace(pack(STAFF), year=YearRule(method))
    first = PeriodScore("2026-01", Decimal(50), days=2)
    second = PeriodScore("2026-02", Decimal(90), days=14)
    assert str(score_year(rules, [second, first]).total) == total
    uncounted = replace(first, days=None)
    if method is YearMethod.WEIGHTED_BY_DAYS:  # without days all weigh the same
        assert str(score_year(rules, [second, uncounted]).total) == "70.00"


def test_form_2_has_the_mean_of_each_quarter() -> None:
    scores = months("80", "90", "85", None, "70")
    assert quarter_means(pack(STAFF), scores) == (Decimal(85), Decimal(70), None, None)
    quarter = PeriodScore("2026-Q4", Decimal(66))
    assert quarter_means(pack(STAFF), [quarter])[3] == 66
    assert mean([], 2) is None


def test_what_is_no_period_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        score_year(pack(STAFF), [PeriodScore("October", Decimal(90))])
    assert caught.value.code is Code.BAD_PERIOD
