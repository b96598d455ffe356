"""The sample office's making, and questions to the large office's database."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from okrdesk.db import vault
from okrdesk.db.engine import connect
from okrdesk.db.opening import open_database
from okrdesk.domain.health import Health
from okrdesk.sample import build_sample
from okrdesk.services.desk import Desk
from okrdesk.services.lists import Filter, Sort, find_objective_ids
from okrdesk.services.search import search
from okrdesk.services.today import find_due
from tests.bench import folders
from tests.bench.large import PASSWORD
from tests.bench.table import Budget, Row, typical

_FILTER = Budget(flat=0.2)
# All rows of both lists in the file's own order: no condition, no sort, no join.
_SCAN = "SELECT id, title FROM objective UNION ALL SELECT id, title FROM key_result"
_QUESTIONS = {
    "filter by text": (Filter(text="dat dai han"), Sort()),
    "filter by health": (Filter(health=Health.OVERDUE), Sort()),
    "sort by health": (Filter(), Sort("health")),
    "sort by progress, downward": (Filter(), Sort("progress", True)),
    "sort by title": (Filter(), Sort("title")),
}


def rows() -> Iterator[Row]:
    """Yield the sample office, then each question."""
    yield _building()
    with folders.desk_on(folders.large()) as desk:
        key = vault.unlock(folders.large(), PASSWORD, None)
        bare = connect(folders.large() / "okrdesk.db", key)
        floor = typical(lambda: bare.execute(_SCAN).fetchall())
        bare.close()
        for name, call in _calls(desk).items():
            call()
            what = f"50,000 key results: {name} (database)"
            yield Row(what, "ms", typical(call), _FILTER, floor)


def _calls(desk: Desk) -> dict[str, Any]:
    lists = {name: partial(find_objective_ids, desk, *asked) for name, asked in _QUESTIONS.items()}
    return lists | {
        "search of Ctrl+K": partial(search, desk, "dat dai han"),
        "what is due today": partial(find_due, desk),
    }


def _building() -> Row:
    return Row("build the sample office", "s", typical(_build), Budget(flat=3))


def _build() -> None:
    folder = folders.fresh("built")
    made, _recovery_key = vault.create(folder, PASSWORD, None)
    engine = open_database(folder, made.key, is_new=True)
    build_sample(engine)
    engine.dispose()
