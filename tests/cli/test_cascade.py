"""Objectives are shared, assigned and drawn from a shell."""

from pathlib import Path
from typing import Any

import pytest

OBJECTIVE = "nguoi dan hai long hon"


def test_units_share_an_objective_with_weights(run: Any) -> None:
    units = [one["code"] for one in run("list", "units")["items"]]
    other = units[-1]
    shared = run("share", OBJECTIVE, f"{other}=30")
    assert [one["weight"] for one in shared["units"]] == [30]
    assert run("share", OBJECTIVE)["units"] == []
    assert run("share", OBJECTIVE, f"{other}=x", status=1)["error"]["code"] == "bad_decimal"


def test_an_objective_is_assigned_with_a_key_result(run: Any) -> None:
    above = run("show", OBJECTIVE)["item"]
    person = run("list", "people")["items"][0]["code"]
    key_result = run("list", "key-results")["items"][0]["id"]
    words = ("assign", OBJECTIVE, "--to", person, "--for-key-result", key_result, "--weight", "40")
    (made,) = run(*words, "--title", "Việc của tôi")["ids"]
    (link,) = run("show", made)["item"]["links"]
    assert (link["objective_id"], link["weight"]) == (above["id"], 40)
    assert link["key_result_id"] == key_result
    wrong = run("assign", OBJECTIVE, "--to", key_result, status=1)
    assert wrong["error"]["code"] == "bad_value"


@pytest.mark.parametrize("suffix", ["svg", "pdf"])
def test_the_map_is_drawn(run: Any, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"map.{suffix}"
    told = run("map", "--out", file)
    assert told["file"] == str(file)
    assert file.read_bytes()[:4] in (b"<svg", b"%PDF")
    assert {node["entity"] for node in told["nodes"]} >= {"objective", "key_result"}
    assert run("map", "--out", tmp_path / "map.gif", status=1)["error"]["code"] == "bad_value"


def test_the_map_names_the_orphans(run: Any) -> None:
    person = run("list", "people")["items"][-1]["code"]
    (made,) = run("assign", OBJECTIVE, "--to", person)["ids"]
    (link,) = run("show", made)["item"]["links"]
    orphans = {node["id"] for node in run("map")["orphans"]}
    assert made not in orphans
    assert link
