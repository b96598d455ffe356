"""Deciding by the keyboard: person after person, many at once, returned with a reason."""

from decimal import Decimal
from typing import Any

from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.evaluation.workflow import EvaluationState
from tests.ui.evaluation import story
from tests.ui.evaluation.hands import ALT, CTRL, SHIFT, Hands, Key
from tests.ui.reading import nameless
from ui.widgets.comment_dialog import ReasonDialog


def waiting(hands: Hands, *, leads: bool = False) -> list[str]:
    """Let six colleagues send their sheets to the person at the desk; return the ids."""

    def begin(desk: Any) -> list[str]:
        story.become_head(desk)
        if leads:
            story.lead(desk)
        return story.send_all(desk, story.open_month(desk), story.colleagues(desk))

    ids = hands.tell(begin)
    hands.go("inbox")
    hands.wait(lambda: hands.inbox.opened is not None)
    hands.settle()
    return ids


def stands(hands: Hands, ids: list[str]) -> list[EvaluationState]:
    def read(desk: Any) -> list[EvaluationState]:
        from okrdesk.services.evaluation_sheets import sheets_of

        return [sheet.state for sheet in sheets_of(desk, ids)]

    return hands.desk(read)


def score_of(hands: Hands, id: str, level: Level) -> Any:
    def read(desk: Any) -> Any:
        from okrdesk.services.evaluation_sheets import sheet_of

        return sheet_of(desk, id).scores.get(level)

    return hands.desk(read)


def decide(hands: Hands) -> None:
    """Press the key that decides, and wait for the next person."""
    before = hands.names()
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: hands.names() != before)
    hands.settle()


def test_who_sends_waits_here_with_the_own_total(hands: Hands) -> None:
    ids = waiting(hands)
    assert len(hands.names()) == len(ids) == 6
    assert hands.screen.tabs.tabText(1) == "Hộp duyệt (6)"
    row = hands.inbox.selected
    assert row is not None
    assert hands.inbox.name.text() == row.name
    assert hands.inbox.editor.outcome.total == row.self_total
    assert hands.inbox.accept.text() == "Đề xuất như tự chấm"
    assert "Hoàn thành tốt nhiệm vụ" in hands.inbox.editor.texts.own.text()


def test_one_key_accepts_as_scored_and_goes_to_the_next(hands: Hands) -> None:
    ids = waiting(hands)
    while hands.names():
        first = hands.names()[0]
        decide(hands)
        assert first in hands.inbox.count.text() or not hands.names()
    assert set(stands(hands, ids)) == {EvaluationState.PROPOSED}
    assert hands.inbox.pages.currentIndex() == 1
    assert hands.screen.tabs.tabText(1) == "Hộp duyệt"


def test_marks_that_were_changed_are_what_is_proposed(hands: Hands) -> None:
    waiting(hands)
    row = hands.inbox.selected
    assert row is not None
    hands.press(Key.Key_Return)  # from the list into the marks
    hands.write("3,25")
    hands.press(Key.Key_Return)
    assert hands.inbox.accept.text() == "Đề xuất theo điểm này"
    hands.inbox.editor.texts.fields["comment"].setFocus()
    hands.write("Can than trong hon")
    decide(hands)
    given = score_of(hands, row.id, Level.HEAD)
    assert given.marks.marks["a1"] == Decimal("3.25")
    assert given.marks.comment == "Can than trong hon"
    # The marks of the officer stay what they were.
    own = score_of(hands, row.id, Level.SELF)
    assert own.outcome.total == row.self_total


def test_another_band_needs_a_comment_which_is_asked_at_its_field(hands: Hands) -> None:
    waiting(hands)
    page = hands.inbox
    page.editor.judging.band.set_value("good")
    page.editor.judging.band.edited.emit()
    hands.press(Key.Key_Return, CTRL)
    hands.wait(page.editor.texts.rows["comment"].has_error)
    assert len(hands.names()) == 6
    hands.write("Chua dong deu")
    decide(hands)
    assert len(hands.names()) == 5


def test_who_decides_in_the_comment_goes_on_at_the_marks_of_the_next(hands: Hands) -> None:
    waiting(hands)
    page = hands.inbox
    before = page.name.text()
    page.editor.texts.rows["comment"].editor.setFocus()
    hands.write("Tot")
    decide(hands)
    hands.wait(lambda: page.name.text() != before)
    assert page.editor.marks.hasFocus() or page.editor.marks.isAncestorOf(page.focusWidget())


def test_a_decision_is_taken_back_beside_the_count(hands: Hands) -> None:
    waiting(hands)
    assert hands.inbox.undo.isHidden()
    decide(hands)
    assert len(hands.names()) == 5
    hands.inbox.undo.click()
    hands.wait(lambda: len(hands.names()) == 6)
    assert hands.inbox.undo.isHidden()


def test_the_tab_counts_who_waits_before_it_was_opened(hands: Hands) -> None:
    hands.go("own")

    def begin(desk: Any) -> None:
        story.become_head(desk)
        story.send_all(desk, story.open_month(desk), story.colleagues(desk))

    hands.tell(begin)
    assert hands.inbox.stale
    assert hands.screen.tabs.tabText(1) == "Hộp duyệt (6)"


def test_a_knock_out_puts_into_the_lowest_band_whatever_the_points(hands: Hands) -> None:
    waiting(hands)
    judging = hands.inbox.editor.judging
    judging.fold.click()
    next(iter(judging.ticks.values())).click()
    assert hands.inbox.editor.figures.band.text() == "Không hoàn thành nhiệm vụ"
    assert "suy thoái" in hands.inbox.editor.figures.note.text()


def test_many_are_accepted_at_once(hands: Hands) -> None:
    ids = waiting(hands)
    hands.press(Key.Key_A, CTRL)
    hands.press(Key.Key_A, CTRL | SHIFT)
    hands.wait(lambda: not hands.names())
    assert set(stands(hands, ids)) == {EvaluationState.PROPOSED}


def test_returning_needs_a_reason_and_the_officer_reads_it(hands: Hands) -> None:
    waiting(hands)
    row = hands.inbox.selected
    assert row is not None
    hands.press(Key.Key_R, CTRL | SHIFT)
    dialog = hands.dialog(ReasonDialog)
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog.row.has_error)
    hands.write("Bo sung minh chung")
    hands.press(Key.Key_Return, CTRL)
    hands.gone(dialog)
    assert stands(hands, [row.id]) == [EvaluationState.RETURNED]
    assert row.name not in hands.names()


def test_the_next_and_the_previous_person_are_one_key_away(hands: Hands) -> None:
    waiting(hands)
    names = hands.names()
    hands.press(Key.Key_Down, ALT)
    hands.settle()
    assert hands.inbox.name.text() == names[1]
    hands.press(Key.Key_Up, ALT)
    hands.settle()
    assert hands.inbox.name.text() == names[0]


def test_what_was_typed_for_one_person_is_kept_while_another_is_read(hands: Hands) -> None:
    waiting(hands)
    hands.press(Key.Key_Return)
    hands.write("2,5")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Down, ALT)
    hands.settle()
    hands.press(Key.Key_Up, ALT)
    hands.settle()
    assert hands.inbox.editor.typed.marks["a1"] == Decimal("2.5")
    assert hands.inbox.accept.text() == "Đề xuất theo điểm này"


def test_the_authority_sees_how_far_the_head_differs_and_approves(hands: Hands) -> None:
    def begin(desk: Any) -> list[str]:
        from okrdesk.services.evaluation_sheets import sheet_of
        from okrdesk.services.evaluation_steps import propose

        story.lead(desk)
        ids = story.send_all(desk, story.open_month(desk), story.colleagues(desk)[:2])
        head = story.as_somebody(desk, story.head_of(desk))
        own = sheet_of(head, ids[0]).scores[Level.SELF].marks
        marks = story.less(own, "a1", "0.5")
        propose(head, ids[0], "", marks)
        propose(head, ids[1])
        return ids

    ids = hands.tell(begin)
    hands.go("inbox")
    hands.settle()
    shown = {
        hands.inbox.model.row(at).name: hands.inbox.model.index(at, 2).data()  # type: ignore[union-attr]
        for at in range(hands.inbox.model.rowCount())
    }
    assert sorted(shown.values()) == ["0", "−0,50"]
    assert hands.inbox.accept.text() == "Phê duyệt như đã chấm"
    decide(hands)
    decide(hands)
    assert set(stands(hands, ids)) == {EvaluationState.APPROVED}


def test_a_complaint_is_answered_here(hands: Hands) -> None:
    def begin(desk: Any) -> str:
        from okrdesk.services.complaints import complain

        story.lead(desk)
        period = story.open_month(desk)
        person = story.colleagues(desk)[0]
        ids = story.send_all(desk, period, [person])
        story.approve_all(desk, period)
        complain(story.as_somebody(desk, person.id), ids[0], "Đề nghị xem lại điểm")
        return ids[0]

    id = hands.tell(begin)
    hands.go("inbox")
    hands.settle()
    assert hands.inbox.told.text() == "Đề nghị xem lại điểm"
    hands.inbox.answer.click()
    dialog = hands.dialog(ReasonDialog)
    hands.write("Giu nguyen ket qua")
    hands.press(Key.Key_Return, CTRL)
    hands.gone(dialog)
    assert hands.names() == []
    assert stands(hands, [id]) == [EvaluationState.APPROVED]


def test_everything_on_the_page_has_a_name(hands: Hands) -> None:
    waiting(hands)
    hands.inbox.editor.judging.fold.click()
    assert nameless(hands.screen) == []


def test_an_empty_inbox_says_so_and_offers_nothing(hands: Hands) -> None:
    hands.tell(story.begin_anew)
    hands.go("inbox")
    hands.settle()
    assert hands.inbox.pages.currentIndex() == 1
    assert not any(one.isVisible() for one in hands.inbox.buttons)


def test_each_decision_takes_one_key_and_a_changed_mark_three_more(hands: Hands) -> None:
    ids = waiting(hands)
    for _as_scored in range(4):
        decide(hands)
    changed = hands.inbox.selected
    assert changed is not None
    hands.press(Key.Key_Return)  # into the marks
    hands.write("3,25")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Tab)  # to the remark
    hands.write("Can than trong hon")
    decide(hands)
    given = score_of(hands, changed.id, Level.HEAD).marks
    assert (given.marks["a1"], given.comment) == (Decimal("3.25"), "Can than trong hon")
    hands.press(Key.Key_R, CTRL | SHIFT)
    dialog = hands.dialog(ReasonDialog)
    hands.write("Bo sung minh chung")
    hands.press(Key.Key_Return, CTRL)
    hands.gone(dialog)
    assert not hands.names()
    found = stands(hands, ids)
    assert found.count(EvaluationState.PROPOSED) == 5
    assert found.count(EvaluationState.RETURNED) == 1
