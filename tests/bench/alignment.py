"""The alignment map of two thousand things: the first picture, and moving about in it.

The floor paints as many plain boxes by Qt alone.
"""

import os
import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle
from typing import Any

from okrdesk.db import schema
from okrdesk.domain.act import Act
from okrdesk.services.alignment import MapChoice, find_alignment
from tests.bench import folders
from tests.bench.table import Budget, Row, typical
from tests.offices import END, START, Ids, Office, build_template, copied

THINGS = 2_000
_FRAMES = 60
_SIZE = (1280, 640)


def rows() -> Iterator[Row]:
    """Yield the first picture and the frames a second from near and from far."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ui.widgets.map_area import READABLE, MapArea

    application = QApplication.instance() or QApplication(["bench", "-style", "fusion"])
    folder = folders.fresh("alignment")
    ids = build_template(folder / "template.db")
    with copied(folder / "template.db", ids, folder / "office.db") as office:
        fill_office(office, ids)

        def picture() -> None:
            area = MapArea()
            area.resize(*_SIZE)
            area.show_map(find_alignment(office.desk, MapChoice()))
            area.grab()

        found = find_alignment(office.desk, MapChoice())
        assert len(found.nodes) >= THINGS
        floor = typical(_boxes)
        yield Row(
            f"first picture of {len(found.nodes)} things",
            "ms",
            typical(picture),
            Budget(flat=0.5),
            floor,
        )
        area = MapArea()
        area.resize(*_SIZE)
        area.show_map(found)
        for what, scale in (("near", 1.0), ("between", READABLE), ("far", READABLE / 2)):
            area.set_scale(scale)
            yield Row(
                f"move about, {what}: one frame", "ms", _frame(area), Budget(flat=1 / 30), floor
            )
        area.deleteLater()
    del application


def fill_office(office: Office, ids: Ids) -> None:
    """Add five hundred objectives in four layers, each with three key results."""
    owners = cycle((ids.officer, ids.head, ids.deputy, ids.neighbour))
    with office.desk.store.write(office.desk.person_id, Act.IMPORT_PLAN) as work:
        objectives = work.add_many(
            schema.objective, [_objective(n, ids, next(owners)) for n in range(THINGS // 4)]
        )
        work.add_many(
            schema.key_result,
            [_key_result(id, n) for id in objectives for n in range(3)],
        )
        links = [
            {
                "child_id": id,
                "parent_id": objectives[(place - 1) // 5],
                "parent_entity": "objective",
                "kind": "contributes",
            }
            for place, id in enumerate(objectives)
            if place
        ]
        work.add_many(schema.link, links)


def _objective(number: int, ids: Ids, person: str) -> dict[str, Any]:
    return {
        "cycle_id": ids.quarter,
        "title": f"Nâng mức độ hài lòng của người dân, phần việc {number}",
        "owner_person_id": person,
        "start_on": START,
        "end_on": END,
        "commitment": "committed",
        "roll_up": "both",
    }


def _key_result(objective_id: str, number: int) -> dict[str, Any]:
    return {
        "objective_id": objective_id,
        "title": f"Tỷ lệ hồ sơ giải quyết đúng hạn, đợt {number}",
        "kind": "increase",
        "start_value": Decimal(0),
        "target_value": Decimal(100),
        "start_on": START,
        "end_on": END,
        "commitment": "committed",
        "rhythm": "weekly",
    }


def _boxes() -> None:
    """Paint as many rounded boxes as the map has things."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    image = QImage(*_SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    for place in range(THINGS):
        painter.drawRoundedRect(QRectF(place % 40 * 32, place // 40 * 12, 28, 10), 5, 5)
    painter.end()


def _frame(area: Any) -> float:
    """Return the seconds that one frame takes while the map is moved."""
    bar = area.verticalScrollBar()
    start = time.perf_counter()
    for place in range(_FRAMES):
        bar.setValue(bar.maximum() * place // _FRAMES)
        area.viewport().grab()
    return (time.perf_counter() - start) / _FRAMES
