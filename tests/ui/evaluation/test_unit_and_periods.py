"""The unit's table by name with its quotas, and opening and closing periods."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel

from okrdesk.domain.evaluation.steps import PeriodState
from tests.ui.evaluation import story
from tests.ui.evaluation.hands import CTRL, Hands, Key
from tests.ui.reading import nameless
from ui.desktop import Scope
from ui.screens.evaluation.absence_dialog import AbsenceDialog
from ui.screens.evaluation.period_dialog import PeriodDialog
from ui.screens.evaluation.rating_dialog import RatingDialog
from ui.screens.evaluation.sheet_dialog import SheetDialog
from ui.widgets.comment_dialog import ReasonDialog


def evaluated(hands: Hands) -> list[str]:
    """Let six colleagues send their sheets, all of them outstanding; return the ids."""

    def begin(desk: Any) -> list[str]:
        story.become_head(desk)
        story.lead(desk)
        return story.send_all(desk, story.open_month(desk), story.colleagues(desk))

    ids = hands.tell(begin)
    unit = hands.desk(_own_unit)
    hands.desktop.set_scope(Scope(unit=unit))
    hands.go("unit")
    hands.settle()
    return ids


def said_beside(hands: Hands) -> str:
    return "\n".join(one.text() for one in hands.unit.spread.findChildren(QLabel))


def states(hands: Hands) -> list[PeriodState]:
    def read(desk: Any) -> list[PeriodState]:
        from okrdesk.services.periods import find_periods

        return [row.period.state for row in find_periods(desk)]

    return hands.desk(read)


def test_people_stand_by_name_and_nobody_is_ranked(hands: Hands) -> None:
    evaluated(hands)
    model = hands.unit.model
    names = [model.index(at, 0).data() for at in range(model.rowCount())]
    people = hands.desk(lambda desk: [one.name for one in story.colleagues(desk)])
    assert names == people
    assert not hands.unit.table.isSortingEnabled()


def test_the_lists_of_the_unit_are_printed_from_its_table(hands: Hands) -> None:
    evaluated(hands)
    wanted: list[tuple[str, str, str]] = []
    hands.desktop.go.connect(lambda *where: wanted.append(where))
    hands.screen.actions_.live("evaluation.results").trigger()
    hands.screen.actions_.live("evaluation.list").trigger()
    unit = hands.desktop.scope.unit
    assert [(form, id) for _screen, form, id in wanted] == [
        ("F4", f"{story.MONTH} {unit}"),
        ("F5", f"{story.MONTH} {unit}"),
    ]


def test_a_unit_is_rated_with_its_grounds_and_the_line_says_who_did(hands: Hands) -> None:
    evaluated(hands)
    assert hands.unit.rated.isHidden()
    hands.unit.rate.click()
    dialog = hands.dialog(RatingDialog)
    band: Any = dialog.form.row("band").editor
    band.set_value("good")
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog.form.row("note").has_error)
    dialog.form.row("note").editor.setFocus()
    hands.write("Hoan thanh 18/20 chi tieu")
    hands.press(Key.Key_Return, CTRL)
    hands.gone(dialog)
    hands.settle()
    name = hands.desk(_own_name)
    assert hands.unit.rated.text() == (
        f"Xếp loại của đơn vị: Hoàn thành tốt nhiệm vụ, ghi ngày 16/11/2026, bởi {name}"
    )
    assert not hands.unit.rated.isHidden()


def test_no_unit_is_rated_where_none_is_chosen_or_the_right_is_missing(hands: Hands) -> None:
    evaluated(hands)
    action = hands.screen.actions_.live("evaluation.rate-unit")
    assert action.isEnabled()
    rating = hands.unit.rating
    assert rating is not None
    hands.unit._show_rating(replace(rating, may_rate=False))
    assert (action.isEnabled(), hands.unit.rate.isHidden()) == (False, True)
    hands.unit._show_rating(rating)
    assert action.isEnabled()
    hands.desktop.set_scope(Scope(unit=None))
    hands.settle()
    assert (action.isEnabled(), hands.unit.rate.isHidden()) == (False, True)


def test_days_worked_are_offered_only_to_who_may_note_them(hands: Hands) -> None:
    evaluated(hands)
    action = hands.screen.actions_.live("evaluation.absence")
    assert action.isEnabled()
    units = hands.unit.units
    assert units is not None
    rows = tuple(replace(row, may_edit=False) for row in units.rows)
    hands.unit._fill(replace(units, rows=rows))
    assert hands.unit.absence.isHidden()
    assert not action.isEnabled()


def test_the_quota_names_who_is_over_it_and_says_that_nobody_is_demoted(hands: Hands) -> None:
    evaluated(hands)
    text = said_beside(hands)
    assert "Cả bảng: mức “Xuất sắc” 6 trên 6 người, tối đa 1" in text
    assert "Vượt 5 người" in text
    assert "không tự hạ mức của ai" in text
    assert "Chưa lập phiếu" in text  # the head and the deputies are missing


def test_leave_and_scores_brought_along_are_noted(hands: Hands) -> None:
    ids = evaluated(hands)
    hands.unit.table.select_id(ids[0])
    hands.unit.table.setFocus()
    hands.press(Key.Key_F2)
    dialog = hands.dialog(AbsenceDialog)
    hands.write("15")
    brought: Any = dialog.form.row("brought").editor
    brought.setFocus()
    hands.write("2026-09; 91,5; So Tai chinh")
    hands.press(Key.Key_Return, CTRL)
    hands.gone(dialog)
    line = hands.unit.model.row(hands.unit.model.place_of(ids[0]) or 0)
    assert line is not None
    assert line.note == "làm 15/21 ngày · điểm mang theo: 2026-09 91,50"


def test_days_beyond_the_period_are_refused_at_their_field(hands: Hands) -> None:
    ids = evaluated(hands)
    hands.unit.table.select_id(ids[0])
    hands.press(Key.Key_F2)
    dialog = hands.dialog(AbsenceDialog)
    hands.write("99")
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog.form.row("days_present").has_error)
    dialog.finish()


def test_a_score_brought_along_that_is_none_is_refused_at_its_field(hands: Hands) -> None:
    ids = evaluated(hands)
    hands.unit.table.select_id(ids[0])
    hands.press(Key.Key_F2)
    dialog = hands.dialog(AbsenceDialog)
    dialog.form.row("brought").editor.setFocus()
    hands.write("2026-09; chin muoi")
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog.form.row("brought").has_error)
    dialog.finish()


def test_a_sheet_opens_to_be_read_and_is_reopened_with_a_reason(hands: Hands) -> None:
    ids = evaluated(hands)
    hands.tell(lambda desk: story.approve_all(desk, hands.screen.period_id or ""))
    hands.unit.table.select_id(ids[0])
    hands.unit.table.setFocus()
    hands.press(Key.Key_Return)
    sheet = hands.dialog(SheetDialog)
    assert sheet.editor.marks.marks.level is None
    assert sheet.editor.outcome.total is not None
    sheet.reopen.click()
    reason = hands.dialog(ReasonDialog)
    hands.write("Nhap nham")
    hands.press(Key.Key_Return, CTRL)
    hands.gone(reason)
    hands.settle()
    line = hands.unit.model.row(hands.unit.model.place_of(ids[0]) or 0)
    assert line is not None
    assert line.row.state.value == "reopened"


def test_sheets_are_prepared_for_all_at_once(hands: Hands) -> None:
    evaluated(hands)
    before = hands.unit.model.rowCount()
    hands.unit.prepare.click()
    hands.wait(lambda: hands.unit.model.rowCount() > before)
    assert not hands.unit.prepare.isVisible()


def test_the_table_goes_to_excel_with_real_numbers(hands: Hands, tmp_path: Path) -> None:
    evaluated(hands)
    file = tmp_path / "unit.xlsx"
    hands.unit.export_to(str(file))
    hands.wait(lambda: hands.said)
    from openpyxl import load_workbook

    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    head = next(row for row in rows if row and row[0] == "Họ và tên")
    first = rows[rows.index(head) + 1]
    assert isinstance(first[head.index("Tổng điểm")], int | float)


def test_a_period_is_opened_with_its_usual_days(hands: Hands) -> None:
    hands.tell(story.begin_anew)
    hands.go("periods")
    hands.press(Key.Key_N, CTRL)
    dialog = hands.dialog(PeriodDialog)
    hands.write("2026-11")
    hands.press(Key.Key_Tab)
    hands.settle()
    due: Any = dialog.form.row("self_due_on").editor
    assert due.text() == "03/12/2026"
    hands.press(Key.Key_Return, CTRL)
    hands.gone(dialog)
    assert hands.screen.period.currentText() == "Tháng 11 năm 2026"
    assert hands.said == "Đã mở kỳ đánh giá."


def test_a_code_that_is_no_period_is_refused_at_its_field(hands: Hands) -> None:
    hands.go("periods")
    hands.press(Key.Key_N, CTRL)
    dialog = hands.dialog(PeriodDialog)
    hands.write("thang nay")
    hands.press(Key.Key_Return, CTRL)
    hands.wait(dialog.form.row("code").has_error)
    dialog.finish()


def test_a_period_does_not_close_while_somebody_is_missing_who_is_named(hands: Hands) -> None:
    ids = evaluated(hands)
    hands.go("periods")
    hands.settle()
    assert hands.periods.told.text().endswith("người chưa xong.")
    hands.screen.actions_.live("evaluation.close-period").trigger()
    hands.wait(lambda: hands.said)
    assert "chưa" in hands.said
    assert states(hands) == [PeriodState.OPEN]
    # A name leads to the sheet.
    model = hands.periods.missing_model
    place = next(at for at in range(model.rowCount()) if model.row(at).evaluation_id == ids[0])  # type: ignore[union-attr]
    hands.periods.missing.selectRow(place)
    hands.periods.missing.setFocus()
    hands.press(Key.Key_Return)
    hands.settle()
    assert hands.screen.page is hands.unit
    assert hands.unit.selected is not None
    assert hands.unit.selected.id == ids[0]


def test_a_period_closes_once_everybody_is_done_and_then_stays(hands: Hands) -> None:
    def begin(desk: Any) -> None:
        story.lead(desk)
        period = story.open_month(desk)
        people = story.colleagues(desk)[:2]
        story.send_all(desk, period, people)
        story.approve_all(desk, period)
        story.leave_alone(desk, {one.id for one in people})

    hands.tell(begin)
    hands.go("periods")
    hands.settle()
    assert hands.periods.told.text() == "Mọi người đã xong; có thể đóng kỳ."
    hands.screen.actions_.live("evaluation.close-period").trigger()
    hands.wait(lambda: hands.said)
    hands.settle()
    assert states(hands) == [PeriodState.CLOSED]
    assert hands.screen.period.currentText() == "Tháng 11 năm 2026 (đã đóng)"
    assert not hands.screen.actions_.live("evaluation.close-period").isEnabled()


def test_everything_on_both_pages_has_a_name(hands: Hands) -> None:
    evaluated(hands)
    assert nameless(hands.screen) == []
    hands.go("periods")
    hands.settle()
    assert nameless(hands.screen) == []


def _own_name(desk: Any) -> str:
    from okrdesk.services.people import me

    found: str = me(desk).person.name
    return found


def _own_unit(desk: Any) -> str:
    from okrdesk.services.people import me

    found: str = me(desk).person.posts[0].unit_id
    return found


def test_an_evaluation_that_is_linked_to_is_shown_in_its_period(hands: Hands) -> None:
    ids = evaluated(hands)
    hands.tell(lambda desk: story.open_another(desk, "2026-12"))
    hands.go("own")
    hands.screen.period.set_value(None)
    hands.screen.open_item("evaluation", ids[2])
    hands.wait(lambda: hands.screen.page is hands.unit)
    hands.wait(lambda: hands.unit.selected is not None and hands.unit.selected.id == ids[2])
    hands.wait(lambda: hands.screen.period.currentText() == "Tháng 11 năm 2026")
