"""The wizard that reorganises units: asked for, told, carried out, taken back, exported."""

from pathlib import Path

from okrdesk.domain.reorganisation import Reorganisation
from tests.ui.admin.hands import Hands, texts
from ui.reorganising import ReorganisingWizard

OFFICE = "Văn phòng Sở"


def wizard(hands: Hands) -> ReorganisingWizard:
    model = hands.units.model
    row = next(row for row in model._rows if row.name == OFFICE)
    hands.units.tree.setCurrentIndex(model.find(row.id))
    hands.do("unit.reorganise")
    return hands.dialog(ReorganisingWizard)


def choose(hands: Hands, dialog: ReorganisingWizard, kind: Reorganisation, **values: str) -> None:
    hands.fill(dialog.what, kind=kind)
    hands.fill(dialog.what, **values)


def test_a_unit_is_renamed_in_three_steps_and_undo_takes_it_back(
    hands: Hands, tmp_path: Path
) -> None:
    dialog = wizard(hands)
    choose(hands, dialog, Reorganisation.RENAME, name="Văn phòng Sở (mới)")
    hands.press_save(dialog)
    hands.press_save(dialog)
    assert texts(dialog.sides, 1) == [OFFICE, "Văn phòng Sở (mới)"]
    hands.press_save(dialog)
    assert dialog.step.text() == "Đã thực hiện: trước và sau khi sắp xếp"
    dialog.export_to(str(tmp_path / "sau.pdf"))
    hands.wait((tmp_path / "sau.pdf").exists)
    hands.press_save(dialog)
    assert hands.is_closed(ReorganisingWizard)
    assert "Văn phòng Sở (mới)" in texts(hands.units.tree, 0)
    assert hands.said == "Đã sắp xếp lại đơn vị."
    hands.undo()
    assert OFFICE in texts(hands.units.tree, 0)


def test_space_gives_a_person_to_the_next_unit(hands: Hands, tmp_path: Path) -> None:
    dialog = wizard(hands)
    choose(
        hands,
        dialog,
        Reorganisation.SPLIT,
        code_1="P1",
        name_1="Phòng Một",
        code_2="P2",
        name_2="Phòng Hai",
    )
    hands.press_save(dialog)
    assert set(texts(dialog.follow, 3)) == {"Phòng Một"}
    dialog.follow._give(1)
    hands.settle()
    assert texts(dialog.follow, 3)[1] == "Phòng Hai"
    hands.press_save(dialog)
    for name in ("báo cáo.xlsx", "báo cáo.pdf"):
        dialog.export_to(str(tmp_path / name))
        hands.wait((tmp_path / name).exists)


def test_what_is_wrong_is_told_before_anything_is_done(hands: Hands) -> None:
    dialog = wizard(hands)
    choose(hands, dialog, Reorganisation.SPLIT, code_1="P1", name_1="Phòng Một")
    hands.press_save(dialog)
    assert dialog.pages.currentIndex() == 0
    assert "ít nhất hai đơn vị" in dialog.messages.text()
