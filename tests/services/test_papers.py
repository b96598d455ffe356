"""The facts of papers from a month in the small office: the forms say what the record says."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.objective import Owner
from okrdesk.domain.tasks import CauseKind, FaultKind
from okrdesk.errors import Code, Refused
from okrdesk.forms.filling import fill_form
from okrdesk.forms.pages import page_sizes, page_text
from okrdesk.services.causes import CauseEntry, ask_exemption, confirm_causes
from okrdesk.services.complaints import answer, complain
from okrdesk.services.evaluation_papers import (
    find_complaint_papers,
    find_evaluation_papers,
    find_task_papers,
)
from okrdesk.services.evaluation_steps import approve, submit
from okrdesk.services.faults import FaultEntry, note_faults
from okrdesk.services.plan_papers import find_plan_paper
from okrdesk.services.scores import Marks
from okrdesk.services.unit_papers import find_results_paper
from okrdesk.services.year_papers import find_year_paper
from tests.offices import Office, make_key_result, make_objective
from tests.services.evaluating import GRADES, MARKS, October, give_task, october

CODES_OF_PEOPLE = ("F1", "F2", "F3", "F7A", "F7B", "F8", "F9", "F12B", "F12C")
CODES_OF_UNITS = ("F4", "F5", "F6A", "F6B", "F7A", "F7B", "F12A")


@pytest.fixture
def month(office: Office) -> October:
    return october(office)


def excused_task(month: October) -> str:
    """Let Đào have a task with an error and a delay, of which the delay is excused."""
    office, officer = month.office, month.office.ids.officer
    task = give_task(office, officer, date(2026, 10, 15))
    entries = [FaultEntry(task, kind, date(2026, 10, 16)) for kind in FaultKind]
    note_faults(month.head, entries)
    entry = CauseEntry(
        CauseKind.OTHER_AGENCY, "chờ số liệu", date(2026, 10, 10), task_id=task, delays=1
    )
    cause = ask_exemption(month.officer, entry).value
    confirm_causes(month.head, [cause])
    return task


def test_a_sheet_that_nobody_has_scored_is_there_to_be_filled_in(month: October) -> None:
    (paper,) = find_evaluation_papers(month.officer, month.period, [month.office.ids.officer])
    assert (paper.level, paper.total, paper.blocked) == (None, None, ())
    assert len(paper.criteria) == 13
    assert {row.mark for row in paper.criteria} == {None}
    assert [one.percent for one in paper.components] == [Decimal("100.00")] * 3
    assert paper.formula == "(a + b + c) / 3"


def test_a_sheet_says_the_marks_the_figures_and_who_comes_next(month: October) -> None:
    month.proposed()
    approve(month.authority, month.officers, comment="Nhất trí")
    (paper,) = find_evaluation_papers(month.officer, month.period, [month.office.ids.officer])
    assert paper.level is Level.AUTHORITY
    groups = [row for row in paper.criteria if row.strong]
    assert [row.mark for row in groups] == [Decimal(9), Decimal(10), Decimal("8.25")]
    assert [row.authority_mark for row in groups] == [row.mark for row in groups]
    assert (paper.general, paper.points, paper.total) == (
        Decimal("27.25"),
        Decimal("70.00"),
        Decimal("97.25"),
    )
    assert (paper.head, paper.authority) == ("Trần Thị Bình", "Nguyễn Văn An")
    assert paper.comment == "Nhất trí"
    assert paper.band == paper.own_band == "Hoàn thành xuất sắc nhiệm vụ"


def test_an_excused_delay_is_named_on_the_sheet_and_in_the_list(month: October) -> None:
    excused_task(month)
    people = [month.office.ids.officer]
    (paper,) = find_evaluation_papers(month.officer, month.period, people)
    (cause,) = paper.causes
    assert (cause.reason, cause.delays, cause.confirmer) == ("chờ số liệu", 1, "Trần Thị Bình")
    (tasks,) = find_task_papers(month.officer, month.period, people)
    row = tasks.rows[0]
    assert (row.content_errors, row.delays, row.causes) == (1, 1, (cause,))
    assert (row.converted, row.quality, row.timeliness) == (1, Decimal("0.75"), 1)


def test_the_progress_of_key_results_stands_beside_the_score(month: October) -> None:
    office = month.office
    owner = Owner(office.ids.officer)
    objective = make_objective(office.desk, office.ids, owner)
    make_key_result(office.desk, objective, owner=owner)
    (paper,) = find_evaluation_papers(month.officer, month.period, [office.ids.officer])
    assert paper.okr == 0
    plan = find_plan_paper(month.officer, month.period, owner)
    assert [one.name for one in plan.key_results] == ["Tỷ lệ hồ sơ đúng hạn"]
    assert plan.okr == 0
    assert [(task.name, task.done) for task in plan.tasks] == [("Báo cáo tháng", 1)]


def test_a_unit_lists_its_people_and_counts_the_bands(month: October) -> None:
    month.proposed()
    submit(month.head, month.of(month.office.ids.head), marks=Marks(MARKS.marks, GRADES))
    paper = find_results_paper(month.head, month.period, month.office.ids.division)
    assert [row.name for row in paper.rows] == ["Trần Thị Bình", "Lê Văn Cường", "Đỗ Thị Đào"]
    dao = paper.rows[2]
    assert (dao.total, dao.band, dao.code) == (Decimal("97.25"), "", "004")
    assert dao.proposed_band == "Hoàn thành xuất sắc nhiệm vụ"
    assert {one.name: one.count for one in paper.shares if one.count} == {
        "Hoàn thành xuất sắc nhiệm vụ": 1,
        "": 2,
    }
    assert sum(one.share for one in paper.shares) == pytest.approx(100)


def test_a_year_is_the_mean_of_what_was_decided(month: October) -> None:
    approve(month.authority, month.proposed())
    paper = find_year_paper(month.officer, "2026", month.office.ids.officer)
    totals = {(row.kind.value, row.number): row.total for row in paper.rows}
    assert len(paper.rows) == 17
    assert totals["month", 10] == totals["quarter_mean", 4] == totals["year_mean", 0]
    assert totals["month", 10] == Decimal("97.25")
    assert totals["quarter_mean", 1] is None


def test_a_complaint_and_its_answer_are_printed(month: October) -> None:
    approve(month.authority, month.proposed())
    complain(month.officer, month.officers, "Đề nghị xem lại.")
    answer(month.authority, month.officers, "Giữ nguyên.")
    (paper,) = find_complaint_papers(month.officer, month.period, [month.office.ids.officer])
    assert (paper.complaint, paper.answer) == ("Đề nghị xem lại.", "Giữ nguyên.")
    assert paper.filed_on == paper.answered_on == date(2026, 11, 16)


def test_who_has_no_evaluation_is_named(office: Office) -> None:
    month = october(office)
    office.clock.go_on(days=30)
    from okrdesk.services.periods import open_period

    november = open_period(office.desk, "2026-11").value
    with pytest.raises(Refused) as refused:
        find_evaluation_papers(month.authority, november, [office.ids.officer])
    assert refused.value.code is Code.EVALUATION_MISSING
    assert refused.value.params["name"] == "Đỗ Thị Đào"


def test_nobody_prints_the_sheet_of_somebody_out_of_reach(month: October) -> None:
    neighbour = month.office.seat(month.office.ids.neighbour)
    owner = Owner(month.office.ids.officer)
    for call in (
        lambda: find_evaluation_papers(neighbour, month.period, [month.office.ids.officer]),
        lambda: find_plan_paper(neighbour, month.period, owner),
        lambda: find_year_paper(neighbour, "2026", month.office.ids.officer),
        lambda: find_results_paper(neighbour, month.period, month.office.ids.division),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.code is Code.NO_AUTHORITY


@pytest.mark.parametrize("form", CODES_OF_PEOPLE)
def test_every_form_of_a_person_prints(form: str, month: October, tmp_path: Path) -> None:
    month.submitted()
    excused_task(month)
    file = tmp_path / "a.pdf"
    owners = [Owner(month.office.ids.officer), Owner(month.office.ids.head)]
    filled = fill_form(month.authority, form, "2026-10", owners, file)
    text = page_text(file.read_bytes(), 0)
    assert "Đỗ Thị Đào" in text
    assert len(filled.codes) == 2
    assert len(page_sizes(file.read_bytes())) >= 2


@pytest.mark.parametrize("form", CODES_OF_UNITS)
def test_every_form_of_a_unit_prints(form: str, month: October, tmp_path: Path) -> None:
    month.submitted()
    owner = Owner(unit_id=month.office.ids.division)
    filled = fill_form(month.authority, form, "2026-10", [owner], tmp_path / "a.pdf")
    assert filled.codes == (f"{form}.2026-10.TH",)


@pytest.mark.parametrize(
    ("form", "of_unit", "code"),
    [
        ("F1", True, Code.FORM_OF_PERSON),
        ("F4", False, Code.FORM_OF_UNIT),
        ("F6", True, Code.BAD_VALUE),
        ("F99", False, Code.NOT_FOUND),
    ],
)
def test_a_form_that_is_not_for_this_owner_is_refused(
    form: str, of_unit: bool, code: Code, month: October, tmp_path: Path
) -> None:
    ids = month.office.ids
    owner = Owner(unit_id=ids.division) if of_unit else Owner(ids.officer)
    with pytest.raises(Refused) as refused:
        fill_form(month.authority, form, "2026-10", [owner], tmp_path / "a.pdf")
    assert refused.value.code is code
