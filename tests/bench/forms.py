"""F1 of one officer and of two hundred, from the database to the bytes of the PDF.

Beside one sheet stands Typst's own compile of another officer's, with all facts at hand; beside two
hundred, LibreOffice, which makes as many pages of a workbook in one call, and one in a call of its
own. Typst remembers what it has set before, so no sheet is set twice.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median

from okrdesk.domain.objective import Owner
from okrdesk.forms.batch import Press
from okrdesk.forms.pages import POINTS_PER_INCH, page_picture, page_sizes
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import Renderer, start_of
from okrdesk.forms.sheets import form_data, make_sheet
from okrdesk.forms.workbook import write_workbook
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_lists import find_inbox
from okrdesk.services.evaluation_papers import find_evaluation_papers, find_task_papers
from okrdesk.services.papers import Paper
from okrdesk.services.people import find_people
from okrdesk.services.period_papers import find_period_paper
from tests.bench import folders
from tests.bench.inbox import OFFICERS, fill_office
from tests.bench.table import TIMES, Budget, Row, seconds
from tests.libreoffice import convert
from tests.offices import Ids, Office, build_template, copied, make_key_result, make_objective

_ONE = Budget(flat=0.04)
_MANY = Budget(flat=5)
_FIRST_PAGE = Budget(flat=0.15)
_UNIT = Budget(flat=3)
REPORTED = 60


def rows() -> Iterator[Row]:
    """Yield one F1 beside Typst's own compile, and two hundred beside LibreOffice."""
    folder = folders.fresh("forms")
    ids = build_template(folder / "template.db")
    with copied(folder / "template.db", ids, folder / "office.db") as office:
        period = fill_office(office, ids)
        head = office.seat(ids.head)
        people = [row.person_id for row in find_inbox(head)]
        press = Press(Renderer(), find_template("F1", head.today()), head.store.now())
        yield Row(f"B2 of a unit of {REPORTED}", "s", *_report(office, ids))
        yield Row("F1 of one officer, warm", "ms", *_one(head, period, people, press))
        yield Row(
            "preview of an F1, its first page drawn", "ms", *_preview(head, period, people, press)
        )
        files = _workbooks(head, period, people, folder)
        made = seconds(lambda: press.pdf(find_evaluation_papers(head, period, people)))
        together = seconds(partial(convert, files, "pdf", folder))
        yield Row(
            f"F1 of {OFFICERS} officers, beside LibreOffice at once", "s", made, _MANY, together
        )
        alone = seconds(partial(convert, files[:1], "pdf", folder))
        yield Row(
            f"the same, beside {OFFICERS} calls of LibreOffice", "s", made, _MANY, alone * OFFICERS
        )


def _report(office: Office, ids: Ids) -> tuple[float, Budget, float]:
    """Return the time of the report of a unit of sixty, the budget, and that of Typst alone."""
    people = [row.id for row in find_people(office.desk)][:REPORTED]
    for person in people:
        owner = Owner(person_id=person)
        objective = make_objective(office.desk, ids, owner)
        for _number in range(3):
            key_result = make_key_result(office.desk, objective, owner=owner)
            entry = CheckInEntry(Decimal(5), office.desk.today(), comment="Chậm một tuần")
            record_check_in(office.desk, key_result, entry)
    template = find_template("B2", office.desk.today())
    press = Press(Renderer(), template, office.desk.store.now())
    unit = Owner(unit_id=ids.root)
    paper = find_period_paper(office.desk, ids.quarter, unit)
    made = seconds(lambda: press.pdf([find_period_paper(office.desk, ids.quarter, unit)]))
    return made, _UNIT, _typst_alone(press, paper)


def _one(
    desk: Desk, period: str, people: Sequence[str], press: Press
) -> tuple[float, Budget, float]:
    """Return the median of whole sheets, the budget, and the median of Typst alone on others."""
    taken, floors = [], []
    for turn in range(2 * TIMES):
        mine, other = people[2 * turn], people[2 * turn + 1]
        taken.append(seconds(partial(_print, desk, period, mine, press)))
        (paper,) = find_evaluation_papers(desk, period, [other])
        floors.append(_typst_alone(press, paper))
    return median(taken[1:]), _ONE, median(floors[1:])


def _preview(
    desk: Desk, period: str, people: Sequence[str], press: Press
) -> tuple[float, Budget, float]:
    """Return the median from a choice to the picture at twice the paper's size, and of drawing."""
    taken, floors = [], []
    for person in reversed(people[-2 * TIMES :]):
        pdfs: list[bytes] = []
        made = seconds(lambda: pdfs.append(_print(desk, period, person, press)))  # noqa: B023
        drawn = seconds(partial(_draw, pdfs[0]))
        taken.append(made + drawn)
        floors.append(drawn)
    return median(taken), _FIRST_PAGE, median(floors)


def _draw(pdf: bytes) -> None:
    assert page_sizes(pdf)
    page_picture(pdf, 0, 2 * POINTS_PER_INCH)


def _print(desk: Desk, period: str, person: str, press: Press) -> bytes:
    return press.pdf(find_evaluation_papers(desk, period, [person]))


def _typst_alone(press: Press, paper: Paper) -> float:
    import typst

    template = press.template
    data = form_data(template, [make_sheet(template, paper)])
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[template.root.parent / "fonts"],
    )
    compiler = typst.Compiler(start_of(template, data), root=template.root, font_paths=fonts)
    return seconds(partial(compiler.compile, format="pdf", pdf_standards=["a-2b"]))


def _workbooks(desk: Desk, period: str, people: Sequence[str], folder: Path) -> list[Path]:
    """Return a workbook of one page for each officer, for LibreOffice to print."""
    template = find_template("F3", desk.today())
    return [
        write_workbook(template, [make_sheet(template, paper)], folder / f"{number}.xlsx")
        for number, paper in enumerate(find_task_papers(desk, period, people))
    ]
