"""What is typed is kept at once, and is there again whatever happened in between."""

import pytest
from PySide6.QtCore import QTimer

from okrdesk.domain.progress import Kind
from okrdesk.errors import Code, Fault
from tests.ui.checkin.hands import CTRL, Hands, Key
from tests.ui.conftest import PASSWORD
from ui.checkin import draft_keeper
from ui.checkin.values import NumberInput


def test_a_draft_is_kept_while_typing_without_any_key(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    dialog = hands.open(one)

    hands.write("4,")
    hands.wait(lambda: (hands.draft(one) or {}).get("value") == "4,")

    hands.close(dialog)


def test_only_what_is_on_the_disk_is_called_kept(hands: Hands) -> None:
    dialog = hands.open(hands.one_of(Kind.INCREASE))
    for sign in "41":
        hands.write(sign)
        assert "Đã giữ bản nháp" not in dialog.hint.text()
        hands.wait(lambda: "Đã giữ bản nháp" in dialog.hint.text())

    hands.close(dialog)


def test_escape_keeps_the_draft_at_once_and_says_so(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    dialog = hands.open(one)

    hands.write("41")
    hands.close(dialog)

    assert (hands.draft(one) or {})["value"] == "41"
    assert "Đã giữ bản nháp" in hands.screen.messages.text()


def test_a_draft_comes_back_whole(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    page = hands.open(one).page
    assert page is not None
    hands.write("41,5")
    page.confidence.set_number(6)
    page.comment.set_value("Còn chờ Sở Tài chính “duyệt” #1")
    page.colour.set_value("at-risk")
    page.reason.set_value("Dự toán chưa giao")
    page.blocker.set_open(True)
    page.blocker.kind.set_value("coordination")
    page.blocker.text.set_value("Chờ ý kiến")
    typed = page.typed()
    hands.close(hands.opened())

    again = hands.open(one)

    assert again.page is not None
    assert again.page.typed() == typed
    assert "bản nháp" in again.messages.text()
    hands.close(again)


def test_a_discarded_draft_gives_back_what_was_offered(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    first = hands.open(one)
    assert first.page is not None
    offered = first.page.typed()
    hands.write("41")
    hands.close(first)

    again = hands.open(one)
    again.messages._act()
    hands.wait(lambda: hands.draft(one) is None)

    assert again.page is not None
    assert again.page.typed() == offered
    hands.close(again)


def test_saving_takes_the_draft_away(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    dialog = hands.open(one)
    hands.write("41")
    hands.wait(lambda: hands.draft(one))

    hands.press(Key.Key_Return)
    hands.gone(dialog)

    assert hands.draft(one) is None


def test_what_is_saved_right_after_the_last_key_leaves_no_draft(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    dialog = hands.open(one)
    hands.write("41")

    dialog.primary.click()
    assert not dialog.keeper._timer.isActive()
    hands.gone(dialog)

    assert hands.draft(one) is None


def test_nothing_typed_leaves_no_draft(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    hands.close(hands.open(one))

    assert hands.draft(one) is None


def test_locking_keeps_the_text_in_the_window_and_the_draft(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    dialog = hands.open(one)
    hands.write("41")

    with hands.qtbot.waitSignal(hands.desktop.locked):
        hands.press(Key.Key_L, CTRL)
    hands.write("5")
    hands.wait(lambda: not dialog.keeper.findChild(QTimer).isActive())
    with hands.qtbot.waitSignal(hands.desktop.opened):
        hands.desktop.open(PASSWORD)

    assert dialog.page is not None
    assert isinstance(dialog.page.value, NumberInput)
    assert dialog.page.value.editor.text() == "415"
    hands.wait(lambda: (hands.draft(one) or {})["value"] == "415")
    hands.close(dialog)


def test_a_full_disk_is_told_and_the_text_stays(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = hands.one_of(Kind.INCREASE)
    dialog = hands.open(one)

    def fail(*_args: object, **_more: object) -> None:
        raise Fault(Code.DISK_FULL, path="D:")

    with monkeypatch.context() as patched:
        patched.setattr(draft_keeper, "keep_draft", fail)
        hands.write("41")
        hands.wait(dialog.messages.text)
        hands.press(Key.Key_Escape)
        hands.wait(lambda: not dialog.keeper.is_writing())

    assert dialog.isVisible()
    assert "đầy" in dialog.messages.text()
    assert dialog.page is not None
    assert dialog.page.value.typed() == "41"
    dialog.keeper.flush()
    hands.wait(lambda: not dialog.keeper.is_behind())
    assert (hands.draft(one) or {})["value"] == "41"
    hands.close(dialog)


def test_a_correction_leaves_the_draft_of_a_new_check_in_alone(hands: Hands) -> None:
    one = hands.one_of(Kind.INCREASE)
    dialog = hands.open(one)
    hands.write("41")
    hands.close(dialog)

    correction = hands.correct(one, hands.check_ins(one)[-1].id)
    hands.write("39")
    hands.press(Key.Key_Return)
    hands.gone(correction)

    assert (hands.draft(one) or {})["value"] == "41"
