"""How the facts of F11 are worded: targets by kind, numbers, dates."""

from decimal import Decimal

import pytest

from okrdesk.domain.progress import Kind, Measure
from okrdesk.forms.batch import Press
from okrdesk.forms.okr_registration import registration_data
from okrdesk.forms.wording import start_text, target_text
from tests.forms.sheets import MEASURES, key_result, objective, sheet

TARGETS = {
    Kind.INCREASE: ("82,5", "98"),
    Kind.DECREASE: ("120", "-3,25"),
    Kind.KEEP_AT_LEAST: ("–", "≥ 4"),
    Kind.KEEP_AT_MOST: ("–", "≤ 2"),
    Kind.KEEP_BETWEEN: ("–", "2 – 5"),
    Kind.YES_NO: ("–", "Có"),
    Kind.STEPS: ("–", "5 bước"),
    Kind.COUNT: ("0", "1.250.000"),
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_says_where_it_starts_and_what_it_has_to_reach(kind: Kind, press: Press) -> None:
    words = press.template.words
    measure = MEASURES[kind]
    assert (start_text(measure, words), target_text(measure, words)) == TARGETS[kind]


def test_a_limit_given_as_the_target_is_worded_the_same(press: Press) -> None:
    measure = Measure(Kind.KEEP_AT_LEAST, target=Decimal("4.5"))
    assert target_text(measure, press.template.words) == "≥ 4,5"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.YES_NO, Kind.STEPS)])
def test_an_unknown_target_leaves_its_cell_empty(kind: Kind, press: Press) -> None:
    assert target_text(Measure(kind), press.template.words) == ""


def test_dates_and_weights_are_written_the_vietnamese_way(press: Press) -> None:
    data = registration_data(press.template, sheet(objective(1, (key_result("Một"),))))
    row = data["objectives"][0]["key_results"][0]
    assert (row["due"], row["weight"], row["rhythm"]) == ("31/03/2026", "10", "Hằng tuần")
    assert data["period"]["first"] == "01/01/2026"
