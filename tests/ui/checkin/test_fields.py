"""The fields of the check-in window: what they take, refuse, show and hide."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import delete

from okrdesk.db import evidence_store, schema
from okrdesk.domain.check_in import Evidence, Prompt
from okrdesk.domain.health import Health
from okrdesk.domain.progress import Kind
from okrdesk.services.desk import Desk
from tests.ui.checkin.hands import Hands, Key
from ui.checkin import CheckInDialog, evidence_files
from ui.checkin.evidence_files import EvidenceFolder, is_program, plain_name
from ui.checkin.page import CheckInPage
from ui.checkin.values import StepsInput, YesNoInput
from ui.checkin.why import WhyPopup
from ui.widgets.marks import word_of


def page_of(hands: Hands, kind: Kind) -> CheckInPage:
    page = hands.open(hands.one_of(kind)).page
    assert page is not None
    return page


def save(hands: Hands) -> None:
    with hands.qtbot.waitSignal(hands.opened().recorded):
        hands.press(Key.Key_Return)


def test_the_last_value_is_offered_and_typing_replaces_it(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    last = hands.check_ins(one)[-1]
    page = hands.open(one).page
    assert page is not None

    assert page.value.value() == last.value
    hands.write("7,25")
    assert page.value.value() == Decimal("7.25")
    hands.close(hands.opened())


def test_a_day_to_come_is_refused_at_its_field(hands: Hands) -> None:
    page = page_of(hands, Kind.INCREASE)
    count = len(hands.check_ins(page.sheet.key_result.id))
    page.effective_on.setText("17/11/2026")

    hands.press(Key.Key_Return)

    row = page.rows["effective_on"]
    assert row.has_error()
    assert hands.focus() is page.effective_on
    assert len(hands.check_ins(page.sheet.key_result.id)) == count
    hands.close(hands.opened())


def test_a_day_before_the_key_result_began_is_refused_at_its_field(hands: Hands) -> None:
    page = page_of(hands, Kind.INCREASE)
    page.effective_on.setText("01/01/2020")

    hands.press(Key.Key_Return)
    hands.wait(page.rows["effective_on"].has_error)

    hands.close(hands.opened())


def test_an_earlier_day_is_marked_as_entered_late(hands: Hands) -> None:
    page = page_of(hands, Kind.INCREASE)
    one = page.sheet.key_result.id
    page.effective_on.setFocus()
    page.effective_on.clear()

    hands.write("12/11/2026")
    assert "Nhập sau" in page.rows["effective_on"].findChildren(QLabel)[1].text()
    save(hands)

    newest = max(hands.check_ins(one), key=lambda entry: entry.entered_at)
    assert newest.entered_late


def test_what_is_no_number_is_refused_at_its_field(hands: Hands) -> None:
    page = page_of(hands, Kind.INCREASE)

    hands.write("nhiều")
    hands.press(Key.Key_Return)

    assert page.rows["value"].has_error()
    assert hands.focus() is page.first()
    hands.write("1")
    assert not page.rows["value"].has_error()
    hands.close(hands.opened())


def test_steps_are_ticked_and_give_their_weight(hands: Hands) -> None:
    page = page_of(hands, Kind.STEPS)
    assert isinstance(page.value, StepsInput)
    one, before = page.sheet.key_result, page.value.steps_done()

    hands.press(Key.Key_Space)
    done = page.value.steps_done()
    save(hands)

    newest = max(hands.check_ins(one.id), key=lambda entry: entry.entered_at)
    weights = {step.id: step.weight for step in one.measure.steps}
    assert len(done) == len(before) + 1
    assert newest.steps_done == done
    assert newest.value == sum(weights[step] for step in done)


def test_yes_or_no_is_chosen_by_arrow_keys(hands: Hands) -> None:
    page = page_of(hands, Kind.YES_NO)
    assert isinstance(page.value, YesNoInput)
    one, before = page.sheet.key_result.id, page.value.value()

    hands.press(Key.Key_Right)
    save(hands)

    newest = max(hands.check_ins(one), key=lambda entry: entry.entered_at)
    assert newest.value == 1 - (before or Decimal(0))


def test_a_keep_kind_shows_its_limit_and_the_periods_met(hands: Hands) -> None:
    page = page_of(hands, Kind.KEEP_AT_MOST)

    assert "kỳ" in page.outlook.numbers.text()
    hands.close(hands.opened())


def test_the_outlook_is_what_the_core_then_computes(hands: Hands) -> None:
    for kind in (Kind.INCREASE, Kind.DECREASE, Kind.KEEP_AT_MOST, Kind.KEEP_AT_LEAST, Kind.STEPS):
        page = page_of(hands, kind)
        shown = page.outlook.mark.accessibleName()
        with hands.qtbot.waitSignal(hands.opened().recorded) as recorded:
            hands.press(Key.Key_Return)

        assert shown == word_of(recorded.args[0].recorded.computed_colour)
        hands.wait(lambda: not hands.screen.findChildren(CheckInDialog))


def test_a_chosen_colour_needs_a_reason_and_keeps_both(hands: Hands) -> None:
    page = page_of(hands, Kind.INCREASE)
    one = page.sheet.key_result.id
    page.colour.set_value(Health.BEHIND.value)
    page.colour.edited.emit()

    hands.press(Key.Key_Return)
    hands.wait(page.rows["colour_reason"].has_error)
    hands.write("Nhà thầu dừng việc")
    save(hands)

    newest = max(hands.check_ins(one), key=lambda entry: entry.entered_at)
    assert newest.chosen_colour is Health.BEHIND
    assert newest.colour_reason == "Nhà thầu dừng việc"
    assert newest.computed_colour is not None


def test_a_prompt_that_the_office_switched_off_is_not_asked(hands: Hands) -> None:
    from okrdesk.services.office import edit_office_setting

    hands.desk(partial(edit_office_setting, key="prompts", value=[Prompt.DELAY.value]))

    page = page_of(hands, Kind.INCREASE)
    page.prompts.set_open(True)

    assert list(page.prompts.rows) == [Prompt.DELAY.value]
    hands.close(hands.opened())


def test_without_prompts_the_section_is_away(hands: Hands) -> None:
    from okrdesk.services.office import edit_office_setting

    hands.desk(partial(edit_office_setting, key="prompts", value=[]))

    page = page_of(hands, Kind.INCREASE)

    assert page.prompts.isHidden()
    hands.close(hands.opened())


def test_a_file_over_twenty_megabytes_is_refused_at_once(hands: Hands, tmp_path: Path) -> None:
    large = tmp_path / "ảnh lớn.png"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    page = page_of(hands, Kind.INCREASE)

    page.evidence.attach([large])
    hands.wait(page.evidence.error)

    assert "20 MB" in page.evidence.error()
    assert page.evidence.files() == ()
    hands.close(hands.opened())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the list of the files that the system is asked to open."""
    files: list[Path] = []
    monkeypatch.setattr(
        evidence_files.QDesktopServices,
        "openUrl",
        lambda url: files.append(Path(url.toLocalFile())) or True,
    )
    return files


def with_a_file(hands: Hands, folder: Path) -> tuple[CheckInDialog, Evidence]:
    """Check in with a file, delete it, and open the check-in again; return the window and it."""
    report = folder / "Báo cáo.txt"
    report.write_text("Đã xong", encoding="utf-8")
    page = page_of(hands, Kind.INCREASE)
    page.evidence.attach([report])
    save(hands)
    report.unlink()
    again = hands.open(page.sheet.key_result.id)
    assert again.page is not None
    assert again.page.sheet.last is not None
    return again, again.page.sheet.last.evidence[0]


def test_an_attached_file_is_stored_and_opens_without_its_source(
    hands: Hands, tmp_path: Path, opened: list[Path]
) -> None:
    dialog, file = with_a_file(hands, tmp_path)
    evidence_files.open_file(dialog, file)
    hands.wait(lambda: opened)

    assert opened[0].name == "Báo cáo.txt"
    assert opened[0].read_text(encoding="utf-8") == "Đã xong"
    folder = EvidenceFolder.of(hands.desktop)
    hands.close(hands.opened())
    folder.remove()
    assert not opened[0].exists()


def _change_bytes(content: bytes | None, desk: Desk) -> None:
    """Put the bytes of the office's files elsewhere (None), or here."""
    with desk.store.engine.begin() as connection:
        if content is None:
            connection.execute(delete(schema.blob))
        else:
            evidence_store.keep(connection, desk.agency_id, "x", content)


def test_a_file_that_is_elsewhere_is_fetched_when_it_is_opened(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    dialog, file = with_a_file(hands, tmp_path)
    hands.desk(partial(_change_bytes, None))
    evidence_files.open_file(dialog, file)
    hands.wait(lambda: "máy chủ" in dialog.messages.text())
    assert opened == []

    def arrive(_sha256: str, _is_cancelled: Callable[[], bool]) -> None:
        hands.desk(partial(_change_bytes, "Đã xong".encode()))

    monkeypatch.setattr(hands.desktop.application, "fetch_file", arrive)
    evidence_files.open_file(dialog, file)
    hands.wait(lambda: opened)
    assert opened[0].read_text(encoding="utf-8") == "Đã xong"


def test_programs_are_not_opened_and_names_stay_in_their_folder() -> None:
    assert is_program("Hóa đơn.PDF.exe")
    assert not is_program("Hóa đơn.pdf")
    assert plain_name("../../etc/passwd") == "passwd"
    assert plain_name("C:\\tệp\\a.txt") == "a.txt"
    assert plain_name("..") == "file"


def test_an_action_is_added_ticked_and_never_moves_the_value(hands: Hands) -> None:
    from okrdesk.services.key_results import find_action_items

    page = page_of(hands, Kind.INCREASE)
    one, value = page.sheet.key_result.id, page.value.value()
    page.actions_part.set_open(True)
    page.actions_part.new.setFocus()

    hands.write("Rà soát biểu mẫu")
    hands.press(Key.Key_Return)
    hands.wait(lambda: not page.actions_part.waiting())
    page.actions_part._ticks[-1].tick.click()
    page.first().setFocus()
    save(hands)

    items = hands.desk(partial(find_action_items, key_result_id=one))
    done = next(item for item in items if item.title == "Rà soát biểu mẫu")
    newest = max(hands.check_ins(one), key=lambda entry: entry.entered_at)
    assert done.done_on == newest.effective_on
    assert newest.value == value


def test_a_blocker_is_kept_with_its_owner_and_day(hands: Hands) -> None:
    from okrdesk.services.details import find_key_result_detail

    page = page_of(hands, Kind.INCREASE)
    one = page.sheet.key_result.id
    blocker = page.blocker
    blocker.set_open(True)
    blocker.kind.set_value("coordination")
    blocker.kind.edited.emit()
    hands.wait(lambda: blocker.owner.count() > 1)
    blocker.text.set_value("Chờ Sở Tài chính")
    blocker.owner.setCurrentIndex(3)
    name = blocker.owner.currentText()
    blocker.due.setText("20/11/2026")
    save(hands)

    kept = hands.desk(partial(find_key_result_detail, id=one)).blockers
    found = next(one for one in kept if one.text == "Chờ Sở Tài chính")
    assert (found.owner, str(found.due_on)) == (name, "2026-11-20")

    again = hands.open(one).page
    assert again is not None
    assert again.blocker.is_open()
    ticks = {tick.item_id: tick for tick in again.blocker._ticks}
    ticks[found.id].tick.click()
    assert again.blocker.typed()["closed"] == [found.id]
    save(hands)
    kept = hands.desk(partial(find_key_result_detail, id=one)).blockers
    assert {one.id for one in kept if one.closed_on} >= {found.id}


def test_why_answers_with_the_formula_before_anything_is_saved(hands: Hands) -> None:
    page = page_of(hands, Kind.INCREASE)
    hands.write("5")

    page.outlook.ask.click()

    popup = page.outlook.ask.findChild(WhyPopup)
    assert any("Công thức" in sentence for sentence in popup.sentences)
    popup.close()
    hands.close(hands.opened())
