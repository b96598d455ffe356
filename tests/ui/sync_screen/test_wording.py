"""Words for runs of sync: how they ended, how much and how long, for every error there is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from okrdesk.errors import Code
from okrdesk.services.sync_state import SyncRun, Way
from ui.screens.sync import wording

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
RUN = SyncRun("r", Way.HTTP, START, START + timedelta(seconds=12), None)


@pytest.mark.parametrize("code", list(Code))
def test_every_error_has_words_without_places_left_open(code: Code) -> None:
    run = replace(RUN, error=code.value)
    assert wording.result(run)
    assert "{" not in wording.outcome(run)


def test_a_code_of_a_newer_version_ended_early() -> None:
    assert wording.result(replace(RUN, error="not_known_yet")) == "dừng giữa chừng"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "dưới 1 giây"), (12, "12 giây"), (150, "2 phút"), (200, "3 phút")]
)
def test_durations(seconds: float, said: str) -> None:
    assert wording.duration(replace(RUN, ended_at=START + timedelta(seconds=seconds))) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 B"), (480, "480 B"), (1830, "2 kB"), (1_302_000, "1,3 MB")]
)
def test_sizes(count: int, said: str) -> None:
    assert wording.size(count) == said
