"""Bộ quy tắc: copied, written as form and text, checked, tried, published, carried as a file."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from okrdesk.domain.organisation import Role
from tests.ui.admin.hands import Hands, error_at
from tests.ui.evaluation import story
from ui.screens.admin.pack_dialogs import CopyPackDialog, EndDialog, PublishDialog
from ui.screens.admin.pack_editor import PackEditor
from ui.screens.admin.rule_packs import RulePacksSection
from ui.screens.admin.what_if import WhatIfDialog

STAFF = "Công chức không giữ chức vụ"


def packs_of(hands: Hands) -> RulePacksSection:
    """Open the section of an office in which the shipped packs are in force."""
    desktop = hands.screen.desktop
    desktop.application.submit(story.open_month).result()
    section = hands._section(RulePacksSection)
    hands.go(section)
    hands.screen.refresh()
    hands.settle()
    place = next(at for at, name in enumerate(names(section)) if name.startswith(STAFF))
    section.table.selectRow(place)
    hands.settle()
    return section


def names(section: RulePacksSection) -> list[str]:
    rows = (section.model.row(place) for place in range(section.model.rowCount()))
    return [row.name for row in rows if row is not None]


def versions(section: RulePacksSection) -> dict[str, bool]:
    rows = [section.model.row(place) for place in range(section.model.rowCount())]
    return {row.version: row.published for row in rows if row and row.code == "nd335-staff"}


def copied(hands: Hands) -> PackEditor:
    """Open a copy of the selected pack in the editor."""
    hands.do("pack.add")
    hands.press_save(hands.dialog(CopyPackDialog))
    return hands.dialog(PackEditor)


def put(editor: PackEditor, name: str, text: str) -> None:
    """Type a value into the form."""
    fields = editor.form.fields
    place = next(at for at, one in enumerate(fields.fields) if one.id == name)
    fields.setData(fields.index(place, 2), text, Qt.ItemDataRole.EditRole)


def drafted(hands: Hands, **values: str) -> RulePacksSection:
    """Save a changed copy of the selected pack as a draft, which is then selected."""
    section = packs_of(hands)
    editor = copied(hands)
    for name, text in values.items():
        put(editor, name.replace("__", "."), text)
    hands.press_save(editor)
    hands.settle()
    return section


def test_the_shipped_packs_are_listed_with_their_law(hands: Hands) -> None:
    section = packs_of(hands)
    assert "335/2025" in section.law.text()
    assert "đối chiếu" in section.note.text()
    assert not hands.may("pack.publish")  # it is published already


def test_who_may_not_write_rules_only_reads_them(hands: Hands) -> None:
    section = packs_of(hands)
    desktop = hands.screen.desktop
    desktop.roles = frozenset({Role.ADMINISTRATOR})
    hands.screen.actions_.update()
    assert not any(map(hands.may, ("pack.add", "pack.import", "pack.try", "pack.publish")))
    section.open_selected()
    editor = hands.dialog(PackEditor)
    assert editor.text.isReadOnly()
    assert not editor.form.editTriggers() & editor.form.EditTrigger.EditKeyPressed
    editor.close()


def test_a_copy_is_changed_in_the_form_and_the_text_follows(hands: Hands) -> None:
    packs_of(hands)
    editor = copied(hands)
    assert 'version = "2026.2"' in editor.text.toPlainText()
    put(editor, "tasks.deduction", "0,2")
    assert "deduction = 0.2\n" in editor.text.toPlainText()
    assert editor.verdict.text() == "Bộ quy tắc hợp lệ."
    editor.finish("")


def test_faults_stand_at_their_line_and_keep_a_pack_from_being_saved(hands: Hands) -> None:
    section = packs_of(hands)
    editor = copied(hands)
    put(editor, "criteria.0.parts.0.points", "4")
    assert editor.verdict.text().startswith("1 lỗi · Dòng ")
    row = editor.model.row(0)
    assert row is not None
    editor._go_to(0)
    assert editor.text.textCursor().blockNumber() + 1 == row.line
    assert editor.tabs.currentWidget() is editor.text
    hands.press_save(editor)
    assert editor.isVisible()
    assert editor.messages.isVisible()
    assert versions(section) == {"2026.1": True}
    editor.finish("")


def test_text_that_is_no_toml_is_named_by_line(hands: Hands) -> None:
    packs_of(hands)
    editor = copied(hands)
    editor.text.show_text(editor.text.toPlainText().replace("[legal]", "[legal", 1))
    editor.check()
    assert editor.model.rowCount() == 1
    assert "TOML" in editor.verdict.text()
    assert editor.form.fields.rowCount()  # what was read last stays to be seen
    editor.finish("")


def test_a_draft_is_published_from_a_day_and_ends_the_one_before(hands: Hands) -> None:
    section = drafted(hands, tasks__deduction="0,2")
    assert versions(section) == {"2026.2": False, "2026.1": True}
    hands.do("pack.publish")
    dialog = hands.dialog(PublishDialog)
    hands.fill(dialog.form, from_on=None)
    hands.press_save(dialog)
    assert error_at(dialog.form, "from_on")
    dialog.form.row("from_on").editor.setText("1/12/2026")  # type: ignore[attr-defined]
    hands.press_save(dialog)
    assert versions(section) == {"2026.2": True, "2026.1": True}
    rows = [section.model.row(place) for place in range(section.model.rowCount())]
    ended = next(row for row in rows if row.code == "nd335-staff" and row.version == "2026.1")
    assert ended.to_on.isoformat() == "2026-11-30"
    assert hands.said == "Bộ quy tắc đã được ban hành."


def test_two_packs_for_the_same_people_clash_at_the_day(hands: Hands) -> None:
    section = drafted(hands)
    hands.do("pack.publish")
    dialog = hands.dialog(PublishDialog)
    hands.press_save(dialog)  # from the very day of the version that is in force
    assert "nd335-staff 2026.1" in error_at(dialog.form, "from_on")
    assert versions(section)["2026.2"] is False
    dialog.close()


def test_a_published_pack_gets_a_last_day(hands: Hands) -> None:
    section = packs_of(hands)
    row = section.selected
    assert row is not None
    hands.do("pack.end")
    dialog = hands.dialog(EndDialog)
    assert dialog.form.row("to_on").editor.hasFocus()
    dialog.form.row("to_on").editor.setText("31/12/2026")  # type: ignore[attr-defined]
    hands.press_save(dialog)
    rows = [section.model.row(place) for place in range(section.model.rowCount())]
    assert [one.to_on.isoformat() for one in rows if one.id == row.id] == ["2026-12-31"]


def test_a_draft_is_put_away_and_comes_back_by_undo(hands: Hands) -> None:
    section = drafted(hands)
    hands.do("pack.archive")
    hands.settle()
    assert versions(section) == {"2026.1": True}
    hands.undo()
    assert versions(section) == {"2026.2": False, "2026.1": True}


def test_a_closed_period_is_computed_anew_side_by_side_and_nothing_is_saved(hands: Hands) -> None:
    desktop = hands.screen.desktop
    section = drafted(hands, bands__0__from="99,5", bands__1__below="99,5")
    before = desktop.application.submit(_close_a_month).result()
    hands.do("pack.try")
    dialog = hands.dialog(WhatIfDialog)
    hands.wait(lambda: bool(dialog.model.rowCount()))
    changed = [row for row in dialog._rows if row.is_changed]
    assert {row.band_after for row in changed} == {"Hoàn thành tốt nhiệm vụ"}
    assert dialog.count.text() == f"{len(changed)}/{len(dialog._rows)} người đổi mức"
    assert 0 < len(changed) < len(dialog._rows)
    dialog.only_changed.click()
    assert dialog.model.rowCount() == len(changed)
    dialog.close()
    assert desktop.application.submit(_scores).result() == before
    assert section.isVisible()


def test_without_a_closed_period_the_trial_says_so(hands: Hands) -> None:
    packs_of(hands)
    hands.do("pack.try")
    dialog = hands.dialog(WhatIfDialog)
    assert dialog.count.text() == "Chưa có kỳ nào đã đóng."
    dialog.close()


def test_a_pack_goes_out_as_a_file_and_comes_back(hands: Hands, tmp_path: Path) -> None:
    section = packs_of(hands)
    file = tmp_path / "pack.toml"
    section.export_to(str(file))
    hands.wait(file.exists)
    hands.settle()
    file.write_text(file.read_text(encoding="utf-8").replace('"2026.1"', '"2027.1"', 1), "utf-8")
    section.read_file(str(file))
    editor = hands.dialog(PackEditor)
    hands.press_save(editor)
    assert versions(section) == {"2027.1": False, "2026.1": True}


def test_a_file_that_is_not_there_is_told(hands: Hands, tmp_path: Path) -> None:
    section = packs_of(hands)
    section.read_file(str(tmp_path / "none.toml"))
    hands.wait(lambda: "none.toml" in hands.said)


def _close_a_month(desk: Any) -> int:
    from okrdesk.services.periods import find_periods

    story.lead(desk)
    period = next(row.period for row in find_periods(desk))
    story.close_with(desk, period.id, story.colleagues(desk))
    return _scores(desk)


def _scores(desk: Any) -> int:
    from sqlalchemy import func, select

    from okrdesk.db import schema

    with desk.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(schema.score)))
