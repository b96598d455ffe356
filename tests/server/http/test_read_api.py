"""What other programs of an agency read with a token, page by page, and what never."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from httpx import Response

from okrdesk.db.engine import write_transaction
from okrdesk.domain.indicator import Direction, Indicator
from okrdesk.domain.objective import Owner
from okrdesk.domain.rhythm import Rhythm
from okrdesk.server.reading import KINDS
from okrdesk.server.tokens import add_token, revoke_token, tokens
from okrdesk.server.writing import create_agency
from okrdesk.services.desk import Desk
from okrdesk.services.indicators import ValueEntry, add_indicator, record_value
from okrdesk.services.office import NewOffice
from tests.offices import NUMBER, check_in, make_key_result, make_objective
from tests.server.http.conftest import Web


@pytest.fixture
def token(web: Web) -> str:
    """Give a token of the agency."""
    return _token(web, web.agency.agency_id)


def test_units_and_people_are_read_whole_without_personal_numbers(web: Web, token: str) -> None:
    units = _read(web, token, "units")
    assert {one["name"] for one in units} >= {"Sở Thử nghiệm", "Phòng Tổng hợp", "Tổ Văn thư"}
    answer = _ask(web, token, "people")
    assert NUMBER not in answer.text
    assert "personal" not in answer.text
    assert "born" not in answer.text
    officer = next(one for one in answer.json()["items"] if one["id"] == web.agency.ids.officer)
    assert [post["unit_id"] for post in officer["posts"]] == [web.agency.ids.team]


def test_indicators_results_and_rollups_tell_what_was_checked_in(web: Web, token: str) -> None:
    desk, ids = web.agency.desk(), web.agency.ids
    objective = make_objective(desk, ids, Owner(unit_id=ids.division))
    key_result = make_key_result(desk, objective)
    check_in(desk, key_result, 25)
    indicator = _read(web, token, "indicators")[0]
    assert indicator["id"] == key_result
    assert (indicator["value"], indicator["progress"]) == (25, 0.25)
    assert indicator["health"] is not None
    assert [one["value"] for one in _read(web, token, "results")] == [25]
    rollups = {one["unit_id"]: one for one in _read(web, token, "rollups")}
    assert rollups[ids.division]["progress"] == 0.25
    assert rollups[ids.root]["key_results"] == 1


def test_kpis_are_told_with_their_targets_and_values_and_who_reads_them(
    web: Web, token: str
) -> None:
    desk, ids = web.agency.desk(), web.agency.ids
    kpi = make_kpi(desk)
    key_result = make_key_result(
        desk,
        make_objective(desk, ids, Owner(unit_id=ids.division)),
        indicator_id=kpi,
    )
    value = record_value(desk, kpi, ValueEntry(Decimal("90.5"), desk.today())).value
    (told,) = _read(web, token, "kpis")
    assert (told["id"], told["code"], told["direction"]) == (kpi, "HL01", "increase")
    assert told["targets"] == [{"kind": "year", "start_on": "2026-01-01", "value": 95}]
    (found,) = _read(web, token, "kpi_values")
    assert (found["id"], found["kpi_id"], found["value"]) == (value, kpi, 90.5)
    (indicator,) = _read(web, token, "indicators")
    assert (indicator["id"], indicator["kpi_id"]) == (key_result, kpi)


@pytest.mark.parametrize("what", sorted(KINDS))
def test_pages_follow_one_another_to_the_end(web: Web, token: str, what: str) -> None:
    desk, ids = web.agency.desk(), web.agency.ids
    for code, unit in (("HL01", ids.division), ("HL02", ids.other)):
        record_value(desk, make_kpi(desk, code), ValueEntry(Decimal(1), desk.today()))
        key_result = make_key_result(desk, make_objective(desk, ids, Owner(unit_id=unit)))
        check_in(desk, key_result, 25)
    whole = _read(web, token, what)
    found: list[Any] = []
    after = ""
    while after is not None:
        page = _ask(web, token, what, limit=2, after=after).json()
        assert len(page["items"]) <= 2
        found += page["items"]
        after = page["next"]
    assert found == whole
    assert len(whole) > 1


def test_an_agency_reads_nothing_of_another(web: Web, token: str) -> None:
    other = create_agency(
        web.agency.engine, web.agency.keys, NewOffice("Sở Khác", "SK", "Lê Văn Khác")
    )
    foreign = _token(web, other.agency_id)
    assert [one["name"] for one in _read(web, foreign, "units")] == ["Sở Khác"]
    assert "Sở Khác" not in _ask(web, token, "units").text


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Basic abc", "Bearer " + "x" * 999]
)
def test_without_a_token_there_is_nothing_to_read(web: Web, header: str) -> None:
    for what in (*KINDS, "secrets"):
        answer = web.client.get(f"/v1/read/{what}", headers={"authorization": header})
        assert (answer.status_code, answer.json()) == (401, {"stop": "unknown_token"})


def test_a_revoked_token_opens_nothing(web: Web, token: str) -> None:
    with write_transaction(web.agency.engine) as connection:
        known = tokens(connection, web.agency.agency_id)
        assert known[0].name == "Trang tổng hợp"
        now = web.agency.clock.now
        assert revoke_token(connection, web.agency.agency_id, known[0].id, now)
    assert _ask(web, token, "units").status_code == 401


def test_the_use_of_a_token_is_noted(web: Web, token: str) -> None:
    _read(web, token, "units")
    with web.agency.engine.connect() as connection:
        assert tokens(connection, web.agency.agency_id)[0].seen_at == web.agency.clock.now


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "9" * 99}, "limit"),
        ({"limit": "²"}, "limit"),
        ({"after": "x"}, "after"),
        ({"after": "\x00"}, "after"),
    ],
)
def test_wrong_questions_are_named(
    web: Web, token: str, query: dict[str, str], detail: str
) -> None:
    answer = _ask(web, token, "units", **query)
    assert (answer.status_code, answer.json()) == (400, {"stop": "malformed", "detail": detail})


def make_kpi(desk: Desk, code: str = "HL01") -> str:
    """Make an indicator that outlives cycles, with a target for the year."""
    kpi = Indicator(
        id="",
        code=code,
        title="Mức độ hài lòng",
        direction=Direction.INCREASE,
        rhythm=Rhythm.MONTHLY,
        from_on=date(2026, 1, 1),
        owner=Owner(desk.person_id),
    )
    return add_indicator(desk, kpi, {"2026": Decimal(95)}).value


def _token(web: Web, agency_id: str) -> str:
    with write_transaction(web.agency.engine) as connection:
        return add_token(connection, agency_id, "Trang tổng hợp", web.agency.clock.now)


def _ask(web: Web, token: str, what: str, **query: Any) -> Response:
    headers = {"authorization": f"Bearer {token}"}
    return web.client.get(f"/v1/read/{what}", headers=headers, params=query)


def _read(web: Web, token: str, what: str) -> list[dict[str, Any]]:
    answer = _ask(web, token, what)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
