"""The own sheet by the keyboard: prepared, marked, explained, sent, answered."""

from decimal import Decimal
from typing import Any

from okrdesk.domain.evaluation.workflow import EvaluationState
from tests.ui.evaluation import story
from tests.ui.evaluation.hands import CTRL, Hands, Key
from tests.ui.reading import nameless
from ui.screens.evaluation.course import CourseDialog
from ui.screens.evaluation.key_results import KeyResultsDialog
from ui.screens.evaluation.why_dialog import WhyDialog
from ui.widgets.comment_dialog import ReasonDialog


def prepared(hands: Hands, coefficient: str | None = "1", *, leads: bool = False) -> None:
    """Open a month with own tasks and prepare the own sheet by Enter, as an officer does."""

    def begin(desk: Any) -> None:
        story.open_month(desk)
        if not leads:
            story.be_staff(desk)
        story.give_own_tasks(desk, coefficient)

    hands.tell(begin)
    hands.screen.focus_start()
    hands.press(Key.Key_Return)
    hands.wait(lambda: hands.own.opened is not None)
    hands.settle()
    hands.screen.focus_start()


def marks_of(hands: Hands) -> dict[str, Decimal]:
    return hands.own.editor.typed.marks  # type: ignore[return-value]


def state_of(hands: Hands) -> EvaluationState:
    def read(desk: Any) -> EvaluationState:
        from okrdesk.services.evaluation_sheets import own_sheet

        sheet = own_sheet(desk, hands.screen.period_id or "")
        assert sheet is not None
        return sheet.state

    return hands.desk(read)


def test_without_a_period_the_page_says_who_opens_one(hands: Hands) -> None:
    hands.tell(story.begin_anew)
    state = hands.own.pages.currentWidget()
    assert "Chưa có kỳ đánh giá" in state.title.text()  # type: ignore[union-attr]


def test_marks_are_typed_row_after_row_and_the_score_follows(hands: Hands) -> None:
    prepared(hands)
    for text in ("4,5", "5", "2,5", "2,25", "2,5", "2,5", "2,5", "2,5", "2,5", "2,5"):
        hands.write(text)
        hands.press(Key.Key_Return)
    assert marks_of(hands)["a1"] == Decimal("4.5")
    assert len(marks_of(hands)) == 10
    assert hands.own.editor.outcome.general == Decimal("29.25")
    assert hands.own.editor.figures.total.text() == "99,25 / 100"
    assert hands.own.editor.figures.band.text() == "Hoàn thành xuất sắc nhiệm vụ"
    # Enter on the last mark goes on to the words.
    assert hands.own.editor.texts.fields["strengths"].hasFocus()


def test_no_sign_is_lost_where_marks_are_typed_faster_than_fields_close(hands: Hands) -> None:
    prepared(hands)
    hands.rush("4,5", Key.Key_Return, "3,5", Key.Key_Return, "2,25", Key.Key_Return)
    assert list(marks_of(hands).values()) == [Decimal("4.5"), Decimal("3.5"), Decimal("2.25")]


def test_arrows_step_by_a_quarter_and_space_gives_all(hands: Hands) -> None:
    prepared(hands)
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Left)
    assert marks_of(hands) == {"a1": Decimal("4.75")}
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Right)
    assert marks_of(hands)["a2"] == Decimal("0.25")
    hands.press(Key.Key_Delete)
    assert "a2" not in marks_of(hands)
    hands.press(Key.Key_Up)
    hands.press(Key.Key_Right)
    hands.press(Key.Key_Right)
    assert marks_of(hands) == {"a1": Decimal(5)}  # never above the most


def test_what_is_no_mark_of_the_row_is_refused_with_the_reason(hands: Hands) -> None:
    prepared(hands)
    hands.write("6")
    hands.press(Key.Key_Return)
    assert hands.own.editor.criterion.text() == "Điểm ở dòng này từ 0 đến 5."
    assert marks_of(hands) == {}
    hands.press(Key.Key_Backspace)
    hands.write("3,5")
    hands.press(Key.Key_Return)
    assert marks_of(hands) == {"a1": Decimal("3.5")}


def test_a_sheet_is_sent_with_few_keys_and_then_only_read(hands: Hands) -> None:
    prepared(hands)
    hands.press(Key.Key_D, CTRL)
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: hands.said)
    hands.settle()
    assert state_of(hands) is EvaluationState.SUBMITTED
    assert hands.said == "Đã gửi phiếu đánh giá đến người đứng đầu."
    assert hands.own.state.text() == "Chờ người đứng đầu xem xét"
    hands.write("1")
    assert hands.own.editor.marks.marks.level is None
    asked: list[tuple[str, str, str]] = []
    hands.desktop.go.connect(lambda *what: asked.append(what))
    hands.press(Key.Key_P, CTRL)
    assert [one[:2] for one in asked] == [("forms", "evaluation")]


def test_sending_too_early_says_what_is_missing_and_goes_there(hands: Hands) -> None:
    prepared(hands)
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: hands.said)
    assert "Ý thức kỷ luật" in hands.said
    table = hands.own.editor.marks
    assert table.marks.rows[table.currentIndex().row()].id == "a2"
    assert state_of(hands) is EvaluationState.PREPARED


def test_a_leader_who_sends_too_early_stands_at_the_first_missing_grade(hands: Hands) -> None:
    prepared(hands, leads=True)
    hands.press(Key.Key_D, CTRL)
    grades = hands.own.editor.figures.rows.boxes
    for at, id in enumerate(grades):
        hands.press(Key.Key_Return, CTRL)
        hands.wait(grades[id].hasFocus)
        hands.press(Key.Key_Down)
        assert len(hands.own.editor.outcome.blocked) == len(grades) - at - 1
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: state_of(hands) is EvaluationState.SUBMITTED)


def test_a_task_without_a_coefficient_is_named_and_opened(hands: Hands) -> None:
    prepared(hands, coefficient=None)
    asked: list[tuple[str, str, str]] = []
    hands.desktop.go.connect(lambda *what: asked.append(what))
    block = hands.own.editor.outcome.blocked[0]
    assert block.params["name"] == story.TITLES[0]
    hands.own.editor.go_to(block.subject)
    assert asked == [("tasks", "task", block.subject)]


def test_every_figure_explains_itself_down_to_the_tasks(hands: Hands) -> None:
    prepared(hands)
    hands.press(Key.Key_D, CTRL)
    for figure in ("total", *hands.own.editor.figures.rows.values):
        hands.own.explain(figure)
        dialog = hands.dialog(WhyDialog)
        text = dialog.text.toPlainText()
        assert "335/2025" in text
        if figure == "a":
            assert story.TITLES[0] in text
            assert "task:" in dialog.text.toHtml()
        hands.press(Key.Key_Escape)
        hands.gone(dialog)


def test_a_task_of_an_explanation_opens_where_tasks_are(hands: Hands) -> None:
    prepared(hands)
    asked: list[tuple[str, str, str]] = []
    hands.desktop.go.connect(lambda *what: asked.append(what))
    hands.own.explain("a")
    dialog = hands.dialog(WhyDialog)
    dialog.text.linked.emit("task:x1")
    hands.gone(dialog)
    assert asked == [("tasks", "task", "x1")]


def test_what_is_typed_survives_leaving_the_screen(hands: Hands) -> None:
    prepared(hands)
    hands.write("4,5")
    hands.press(Key.Key_Return)
    hands.own.editor.texts.fields["strengths"].setFocus()
    hands.write("Tan tuy")
    hands.own.keep()
    hands.settle()
    hands.own.opened = None
    hands.screen.refresh()
    hands.settle()
    assert marks_of(hands) == {"a1": Decimal("4.5")}
    assert hands.own.editor.texts.value("strengths") == "Tan tuy"


def test_a_change_from_elsewhere_moves_neither_cursor_nor_words(hands: Hands) -> None:
    prepared(hands)
    for text in ("4,5", "5", "2,5"):
        hands.write(text)
        hands.press(Key.Key_Return)
    table = hands.own.editor.marks
    place = table.currentIndex().row()
    words = hands.own.editor.texts.fields["strengths"]
    words.setFocus()
    hands.write("Dang go do")
    before = hands.own.editor.figures.rows.values["b"].text()
    hands.tell(lambda desk: story.find_a_fault(desk, story.TITLES[0]))
    assert words.hasFocus()
    assert words.toPlainText() == "Dang go do"
    assert table.currentIndex().row() == place
    assert hands.own.editor.figures.rows.values["b"].text() != before


def test_last_periods_marks_are_taken_over(hands: Hands) -> None:
    def begin(desk: Any) -> str:
        from okrdesk.services.evaluation_steps import submit
        from okrdesk.services.evaluations import prepare

        before = story.open_month(desk, "2026-10")
        story.be_staff(desk)
        id = prepare(desk, before).value
        story.give_own_tasks(desk, month=10)
        submit(desk, id, "", story.full_marks(desk, id, "0.5"))
        month = story.open_another(desk, "2026-11")
        prepare(desk, month)
        return month

    hands.screen.show_next(hands.desk(begin))
    hands.screen.refresh()
    hands.settle()
    assert hands.screen.period.currentText() == "Tháng 11 năm 2026"
    assert marks_of(hands)["a1"] == Decimal("4.5")


def test_two_numbers_stand_apart(hands: Hands) -> None:
    prepared(hands)
    figures = hands.own.editor.figures
    assert figures.progress.text().endswith("%")
    hands.press(Key.Key_J, CTRL)
    dialog = hands.dialog(KeyResultsDialog)
    assert "không có kết quả then chốt nào" in dialog.text.toPlainText()
    hands.press(Key.Key_Escape)
    hands.gone(dialog)


def test_the_course_tells_who_decided_what(hands: Hands) -> None:
    prepared(hands)
    hands.press(Key.Key_D, CTRL)
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: hands.said)
    hands.settle()
    hands.press(Key.Key_H, CTRL)
    dialog = hands.dialog(CourseDialog)
    assert "Lê Thị Ánh Tuyết" in dialog.text.toPlainText()
    hands.press(Key.Key_Escape)
    hands.gone(dialog)


def test_a_complaint_about_an_approved_result_has_a_day_for_its_answer(hands: Hands) -> None:
    prepared(hands)
    hands.press(Key.Key_D, CTRL)
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: hands.said)
    hands.tell(lambda desk: story.approve_all(desk, hands.screen.period_id or ""))
    assert hands.own.complain.isVisible()
    hands.own.complain.click()
    dialog = hands.dialog(ReasonDialog)
    hands.write("De nghi xem lai")
    hands.press(Key.Key_Return, CTRL)
    hands.gone(dialog)
    assert hands.said == "Đã gửi kiến nghị."
    assert hands.own.note.text().startswith("Hạn trả lời kiến nghị: ")


def test_the_year_comes_from_its_periods_and_names_what_is_missing(hands: Hands) -> None:
    prepared(hands)
    hands.press(Key.Key_D, CTRL)
    hands.press(Key.Key_Return, CTRL)
    hands.wait(lambda: hands.said)

    def begin(desk: Any) -> str:
        from okrdesk.services.evaluations import prepare

        story.approve_all(desk, hands.screen.period_id or "")
        story.open_another(desk, "2026-10")
        year = story.open_another(desk, "2026")
        prepare(desk, year)
        return year

    hands.screen.show_next(hands.desk(begin))
    hands.screen.refresh()
    hands.settle()
    editor = hands.own.editor
    lines = [editor.year.model().index(at, 0).data() for at in range(3)]
    assert lines == ["Tháng 10 năm 2026", "Tháng 11 năm 2026", "Trung bình quý 4"]
    assert editor.year.model().index(1, 1).data() == "100,00"
    assert editor.outcome.total is None
    assert not hands.own.fill.isVisible()
    editor.go_to(editor.outcome.blocked[0].subject)
    assert editor.year.currentIndex().row() == 0
    hands.own.explain("total")
    dialog = hands.dialog(WhyDialog)
    text = dialog.text.toPlainText()
    assert "trung bình cộng" in text
    assert "Tháng 10 năm 2026 chưa có điểm được phê duyệt." in text
    hands.press(Key.Key_Escape)
    hands.gone(dialog)


def test_everything_on_the_page_has_a_name(hands: Hands) -> None:
    prepared(hands)
    assert nameless(hands.screen) == []
