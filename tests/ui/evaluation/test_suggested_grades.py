"""Below a grade that follows from figures stands what follows; who scores still chooses."""

from decimal import Decimal

from pytestqt.qtbot import QtBot

from okrdesk.domain.evaluation.leading import suggest
from okrdesk.shipped_packs import shipped_pack
from ui.screens.evaluation.figures import Figures


def test_what_follows_from_those_under_a_head_stands_below_the_grade(qtbot: QtBot) -> None:
    pack = shipped_pack("nd335-leader")
    found = suggest(pack, pack.component("d"), ["good", "unfulfilled"])
    assert found is not None
    figures = Figures()
    qtbot.addWidget(figures)
    figures.set_pack(pack, True, {}, can_grade=True)
    figures.suggest({"d": found})
    box = figures.rows.boxes["d"]
    said = "Gợi ý: 50 %. 1 trên 2 người thuộc quyền đạt từ “hoàn thành nhiệm vụ” trở lên."
    assert box.accessibleDescription() == said
    assert box.value() is None
    assert figures.rows.boxes["e"].accessibleDescription() == ""
    figures.set_pack(pack, True, {"d": Decimal(100)}, can_grade=False)
    figures.suggest({"d": found})
    assert figures.leadership == {}
