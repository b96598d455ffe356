"""Papers of the forms by a name: usual ones, those with nasty words, and those of 400 rows."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from okrdesk.services.papers import BroughtScore, Paper
from tests.forms.papers import (
    BLANK,
    EVALUATION,
    LEADER,
    LONG_NAME,
    NASTY,
    UNSCORED,
    Case,
    complaint,
    coverage,
    nasty,
    plan,
    results,
    tasks,
    year,
)
from tests.forms.reports import of_directive, report
from tests.forms.sheets import PARTY


def _counted(forms: tuple[str, ...], make: Callable[[int], Paper]) -> dict[str, Case]:
    return {
        f"{form}-{name}": Case(form, make(count))
        for form in forms
        for name, count in (("none", 0), ("one", 1), ("some", 12))
    }


CASES: dict[str, Case] = {
    **{
        f"{form}-{name}": Case(form, paper)
        for form in ("F1", "F8", "F9")
        for name, paper in (
            ("self", EVALUATION),
            ("blank", BLANK),
            ("unscored", UNSCORED),
            ("leader", LEADER),
        )
    },
    "F2-year": Case(
        "F2", replace(year(12), brought=(BroughtScore("2026-03", Decimal(88), "Sở Nội vụ"),))
    ),
    "F1-party": Case("F1", replace(EVALUATION, agency=PARTY)),
    "F6A-party": Case("F6A", replace(results(2), agency=PARTY)),
    "F8-party": Case("F8", replace(EVALUATION, agency=PARTY)),
    "F2-none": Case("F2", year(0)),
    **_counted(("F3",), tasks),
    **_counted(("F4", "F5", "F6A", "F6B", "F12A"), results),
    **_counted(("F7A", "F7B"), plan),
    "F7A-unit": Case("F7A", plan(12, of_unit=True)),
    "F7B-unit": Case("F7B", plan(12, of_unit=True)),
    "F12B-written": Case(
        "F12B", complaint("Đề nghị xem lại điểm tiến độ.\nTôi gửi kèm minh chứng.", "")
    ),
    "F12B-blank": Case("F12B", complaint("", "")),
    **_counted(("B1",), coverage),
    **_counted(("B2",), report),
    **_counted(("B5",), of_directive),
    "F12C-answered": Case("F12C", complaint("", "Giữ nguyên kết quả đã thông báo.")),
}
NASTY_CASES: dict[str, Case] = {
    **{form: Case(form, nasty(LEADER)) for form in ("F1", "F8", "F9")},
    "F2": Case("F2", replace(year(12), proposal=NASTY * 20)),
    "B1": Case("B1", coverage(30, NASTY)),
    "B2": Case("B2", report(12, NASTY)),
    "B5": Case("B5", of_directive(12, NASTY)),
    "F3": Case("F3", tasks(30, NASTY)),
    "F3-long": Case("F3", tasks(4, NASTY * 40)),
    **{form: Case(form, results(30, LONG_NAME)) for form in ("F4", "F5", "F6A", "F6B", "F12A")},
    "F7A": Case("F7A", plan(20, name=NASTY)),
    "F7B": Case("F7B", plan(20, of_unit=True, name=NASTY)),
    "F12B": Case("F12B", complaint(NASTY * 60, "")),
    "F12C": Case("F12C", complaint("", NASTY * 60)),
}
MANY_CASES: dict[str, Case] = {
    "B1": Case("B1", coverage(400)),
    "F3": Case("F3", tasks(400)),
    **{form: Case(form, results(400)) for form in ("F4", "F5", "F12A")},
    **{form: Case(form, plan(400, of_unit=True)) for form in ("F7A", "F7B")},
}
