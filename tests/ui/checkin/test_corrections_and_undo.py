"""A submitted check-in never changes: a correction stands beside it, undo takes one back."""

from decimal import Decimal

from PySide6.QtWidgets import QLabel

from okrdesk.domain.dates import format_date
from okrdesk.domain.progress import Kind
from tests.ui.checkin.hands import Hands, Key


def test_a_correction_shows_the_old_value_and_names_what_it_corrects(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    old = hands.check_ins(one)[-1]
    dialog = hands.correct(one, old.id)
    page = dialog.page
    assert page is not None

    texts = [child.text() for child in page.findChildren(QLabel)]
    assert any("Giá trị cũ" in text and format_date(old.effective_on) in text for text in texts)
    assert page.effective_on.value() == old.effective_on
    hands.write("33")
    with hands.qtbot.waitSignal(dialog.recorded):
        hands.press(Key.Key_Return)

    entries = hands.check_ins(one)
    newest = max(entries, key=lambda entry: entry.entered_at)
    assert (newest.corrects_id, newest.value) == (old.id, Decimal(33))
    assert old in entries


def test_a_correction_of_a_corrected_one_is_refused_in_a_sentence(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    old = hands.check_ins(one)[-1]
    first = hands.correct(one, old.id)
    hands.write("33")
    hands.press(Key.Key_Return)
    hands.gone(first)

    second = hands.correct(one, old.id)
    hands.write("34")
    hands.press(Key.Key_Return)
    hands.wait(lambda: "đã được đính chính" in second.messages.text())

    assert second.isVisible()
    hands.close(second)


def test_undo_in_the_message_bar_takes_the_check_in_back(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    before = hands.check_ins(one)
    dialog = hands.open(one)
    hands.write("33")
    hands.press(Key.Key_Return)
    hands.gone(dialog)
    assert "Đã cập nhật" in hands.screen.messages.text()

    hands.screen.messages._act()
    hands.wait(lambda: "hoàn tác" in hands.screen.messages.text())

    assert hands.check_ins(one) == before


def test_undo_while_the_next_is_open_puts_the_first_at_the_end(hands: Hands) -> None:
    first, second = hands.one_of(Kind.INCREASE), hands.one_of(Kind.DECREASE)
    before = hands.check_ins(first)
    dialog = hands.open(first, second)
    hands.write("33")
    with hands.qtbot.waitSignal(dialog.shown):
        hands.press(Key.Key_Return)

    dialog.told._act()
    hands.wait(lambda: hands.check_ins(first) == before)
    hands.wait(lambda: "tiếp theo" in dialog.primary.text())
    with hands.qtbot.waitSignal(dialog.shown):
        hands.press(Key.Key_Return)

    assert dialog.sheet is not None
    assert dialog.sheet.key_result.id == first
    hands.close(dialog)


def test_undo_is_refused_once_something_else_was_done(hands: Hands) -> None:
    first, second = hands.one_of(Kind.INCREASE), hands.one_of(Kind.DECREASE)
    dialog = hands.open(first)
    hands.write("33")
    hands.press(Key.Key_Return)
    hands.gone(dialog)
    count = len(hands.check_ins(first))
    undo = hands.screen.messages._call
    other = hands.open(second)
    hands.press(Key.Key_Return)
    hands.gone(other)

    assert undo is not None
    undo()
    hands.wait(lambda: "Không hoàn tác được" in hands.screen.messages.text())

    assert len(hands.check_ins(first)) == count
