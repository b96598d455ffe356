"""Indicators from the shell: added with targets, versioned, recorded, read by a key result."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import DAY, YEAR

KEY_RESULT = "Tỷ lệ hài lòng"


def add(run: Any) -> str:
    words = ("--code", "HL01", "--title", "Mức hài lòng", "--unit", "%", "--targets", f"{YEAR}=95")
    return str(run("add", "kpi", *words)["id"])


def test_an_indicator_is_added_set_recorded_and_shown(run: Any) -> None:
    id = add(run)
    (item,) = run("list", "kpis")["items"]
    assert (item["id"], item["target"], item["value"]) == (id, 95, None)
    done = run("record", "HL01", "96", "--note", "Khảo sát")
    assert done["state"] == "met"
    run("set", "HL01", "--source", "Một cửa", "--targets", f"{YEAR}=97;{YEAR}-Q1=90")
    shown = run("show", id)
    assert (shown["item"]["source"], len(shown["item"]["targets"])) == ("Một cửa", 2)
    assert shown["item"]["values"][0]["note"] == "Khảo sát"
    assert [one["period"] for one in shown["item"]["targets"]] == [f"{YEAR}", f"{YEAR}-Q1"]
    run("archive", id)
    assert run("list", "kpis")["items"] == []


def test_the_catalogue_of_a_position_is_listed_and_what_is_archived_comes_back(run: Any) -> None:
    id = add(run)
    run("set", id, "--position", "Chuyên viên một cửa", "--targets", f"{YEAR}-10=90")
    other = run("add", "kpi", "--code", "VB01", "--title", "Văn bản ký số")["id"]
    (item,) = run("list", "kpis", "--position", "Chuyên viên một cửa")["items"]
    assert item["id"] == id
    run("archive", other)
    assert [one["id"] for one in run("list", "kpis", "--archived")["items"]] == [other]
    run("restore-item", other)
    assert len(run("list", "kpis")["items"]) == 2


def test_a_later_first_day_begins_a_new_version(run: Any) -> None:
    id = add(run)
    new = run("set", id, "--from-on", f"{YEAR}-01-02", "--title", "Chỉ số hài lòng")["id"]
    assert new != id
    assert len(run("show", new)["item"]["versions"]) == 2
    assert run("list", "kpis", "--on", DAY)["items"][0]["id"] == id


def test_a_key_result_reads_it(run: Any) -> None:
    add(run)
    key_result = run("list", "key-results")["items"][0]["id"]
    run("set", key_result, "--indicator", "HL01")
    run("record", "HL01", "95")
    assert run("list", "key-results")["items"][0]["progress"] == 1


def test_another_indicator_of_what_is_approved_takes_a_reason_and_is_told(run: Any) -> None:
    add(run)
    item = run("list", "key-results")["items"][0]
    run("submit", item["objective_id"])
    run("approve", item["objective_id"])
    refused = run("set", item["id"], "--indicator", "HL01", status=1)
    assert refused["error"]["code"] == "target_reason"
    run("set", item["id"], "--indicator", "HL01", "--reason", "Có số liệu chung")
    shown = run("show", item["id"])["item"]
    assert (shown["reads"], shown["indicator_id"]) == ("", None)
    assert shown["proposed"]["indicator_id"]
    run("approve", item["objective_id"])
    assert run("show", item["id"])["item"]["reads"] == "HL01 · Mức hài lòng"


def test_indicators_come_from_a_workbook(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "mau.xlsx"
    run("template", "kpis", file)
    assert run("import", "kpis", file)["rows"] == 0
