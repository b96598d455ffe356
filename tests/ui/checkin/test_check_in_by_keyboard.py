"""A check-in takes few keys: type the figure, press Enter, and the next one is there."""

from decimal import Decimal

from PySide6.QtWidgets import QApplication

from okrdesk.domain.progress import Kind
from tests.ui.checkin.hands import CTRL, Hands, Key
from ui.checkin.values import NumberInput


def test_five_key_results_take_at_most_six_keys_each(hands: Hands) -> None:
    items = hands.screen.model.items()
    numbers = [one.row.id for one in items if one.row.kind in (Kind.INCREASE, Kind.DECREASE)]
    before = {one.row.id: len(hands.check_ins(one.row.id)) for one in items}

    hands.press(Key.Key_Return)
    seen = []
    for place in range(5):
        dialog = hands.opened()
        assert dialog.sheet is not None
        seen.append(dialog.sheet.key_result.id)
        if isinstance(dialog.page.value, NumberInput):  # type: ignore[union-attr]
            hands.write(str(place + 3))
        with hands.qtbot.waitSignal(dialog.shown if place < 4 else dialog.recorded):
            hands.press(Key.Key_Return)

    assert hands.count <= 5 * 6
    assert len(set(seen)) == 5
    for place, one in enumerate(seen):
        entries = hands.check_ins(one)
        assert len(entries) == before[one] + 1
        if one in numbers:
            newest = max(entries, key=lambda entry: entry.entered_at)
            assert newest.value == Decimal(place + 3)


def test_keys_typed_before_the_next_page_is_there_go_to_it(hands: Hands) -> None:
    first, second = _two_numbers(hands)
    dialog = hands.open(first, second)

    hands.write("11")
    hands.press(Key.Key_Return)
    hands.write("12")
    hands.press(Key.Key_Return)
    hands.gone(dialog)

    assert _newest(hands, first) == Decimal(11)
    assert _newest(hands, second) == Decimal(12)


def test_enter_in_the_comment_makes_a_line_and_ctrl_enter_saves(hands: Hands) -> None:
    one = _two_numbers(hands)[0]
    dialog = hands.open(one)
    assert dialog.page is not None
    dialog.page.comment.setFocus()

    hands.write("Dòng một")
    hands.press(Key.Key_Return)
    hands.write("dòng hai")
    with hands.qtbot.waitSignal(dialog.recorded):
        hands.press(Key.Key_Return, CTRL)

    assert hands.check_ins(one)[-1].comment == "Dòng một\ndòng hai"


def test_ctrl_s_saves_and_opens_nothing_more(hands: Hands) -> None:
    first, second = _two_numbers(hands)
    before = len(hands.check_ins(second))
    dialog = hands.open(first, second)

    hands.press(Key.Key_S, CTRL)
    hands.gone(dialog)

    assert len(hands.check_ins(second)) == before


def test_confidence_is_typed_as_a_number_up_to_ten(hands: Hands) -> None:
    dialog = hands.open(_two_numbers(hands)[0])
    assert dialog.page is not None
    confidence = dialog.page.confidence
    confidence.setFocus()

    hands.write("7")
    assert confidence.number() == 7
    hands.write("10")
    assert confidence.number() == 10
    hands.press(Key.Key_Backspace)
    assert confidence.number() is None
    hands.close(dialog)


def test_tab_goes_from_the_value_down_and_then_to_the_right(hands: Hands) -> None:
    dialog = hands.open(_two_numbers(hands)[0])
    page = dialog.page
    assert page is not None
    wanted = [
        page.outlook.ask,
        page.confidence,
        page.comment,
        page.effective_on,
        page.next_on,
        page.colour,
        page.actions_part.head,
    ]

    assert QApplication.focusWidget() is page.first()
    for widget in wanted:
        hands.press(Key.Key_Tab)
        assert QApplication.focusWidget() is widget
    hands.close(dialog)


def test_enter_on_a_button_presses_it_and_saves_nothing(hands: Hands) -> None:
    one = _two_numbers(hands)[0]
    before = len(hands.check_ins(one))
    dialog = hands.open(one)
    assert dialog.page is not None
    part = dialog.page.prompts
    part.head.setFocus()

    hands.press(Key.Key_Return)

    assert part.is_open()
    assert len(hands.check_ins(one)) == before
    hands.close(dialog)


def _two_numbers(hands: Hands) -> tuple[str, str]:
    return hands.one_of(Kind.INCREASE), hands.one_of(Kind.DECREASE)


def _newest(hands: Hands, key_result_id: str) -> Decimal:
    return max(hands.check_ins(key_result_id), key=lambda entry: entry.entered_at).value
