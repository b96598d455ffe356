"""Blank workbooks with instructions: what people fill in and `okrdesk import` reads back.

The data sheet comes first and is empty below its header; the instructions, with two examples per
column, are a sheet of their own, so that no example is ever imported. Lists too long for a
drop-down of their own (units, people) stand on a hidden sheet.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from okrdesk.exchange.columns import Column, Layout
from okrdesk.exchange.export import save, set_paper
from okrdesk.exchange.kinds import layout_of
from okrdesk.exchange.preview import KindName
from okrdesk.i18n import _, language

ROWS_PREPARED = 2_000
_LONGEST_INLINE_LIST = 250
_HELP_WIDTH, _EXAMPLE_WIDTH = 62, 40
_DATE, _NUMBER = "dd/mm/yyyy", "#,##0.############"


def write_template(
    kind: KindName, path: Path, lists: Mapping[str, Sequence[str]] | None = None
) -> Path:
    """Write the blank workbook of one kind; `lists` adds drop-downs by column key (unit, owner).

    A value outside such an office list may still be typed. Raises `Fault` FILE_NOT_WRITTEN.
    """
    from openpyxl import Workbook

    layout = layout_of(kind)
    book = Workbook()
    book.properties.creator = "okrdesk"
    book.properties.title = layout.sheet_label
    sheet = book.active
    sheet.title = layout.sheet_label
    offers = _Offers(book, dict(lists or {}))
    for index, column in enumerate(layout.columns, start=1):
        _write_column(sheet, index, column, offers)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"
    set_paper(sheet)
    _write_instructions(book, layout)
    return save(book, path)


class _Offers:
    """The drop-down lists of a template: short closed ones inline, long open ones on a hidden
    sheet.
    """

    def __init__(self, book: Any, lists: dict[str, Sequence[str]]) -> None:
        self._book = book
        self._lists = lists
        self._sheet: Any = None
        self._columns = 0

    def validation(self, column: Column) -> Any:
        """Return the drop-down of a column, or None."""
        from openpyxl.worksheet.datavalidation import DataValidation

        if column.choices:
            rule = DataValidation("list", formula1=self._inline(column.choices), allow_blank=True)
            rule.showErrorMessage = True
            rule.errorTitle, rule.error = column.label, _("Choose from the list.")
            return rule
        if self._lists.get(column.key):
            formula = self._listed(self._lists[column.key])
            return DataValidation("list", formula1=formula, allow_blank=True)
        return None

    def _inline(self, choices: Sequence[str]) -> str:
        joined = ",".join(choices)
        fits = len(joined) <= _LONGEST_INLINE_LIST and not any("," in name for name in choices)
        return f'"{joined}"' if fits else self._listed(choices)

    def _listed(self, names: Sequence[str]) -> str:
        from openpyxl.utils import get_column_letter

        if self._sheet is None:
            self._sheet = self._book.create_sheet(_("Lists"))
            self._sheet.sheet_state = "hidden"
        self._columns += 1
        for row, name in enumerate(names, start=1):
            cell = self._sheet.cell(row, self._columns, name)
            cell.data_type = "s"
        letter = get_column_letter(self._columns)
        title = self._sheet.title
        return f"'{title}'!${letter}$1:${letter}${len(names)}"


def _write_column(sheet: Any, index: int, column: Column, offers: _Offers) -> None:
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter

    head = sheet.cell(1, index, column.label + (" *" if column.required else ""))
    _dress(head)
    head.comment = Comment(_(column.help), "okrdesk", height=90, width=260)
    letter = get_column_letter(index)
    sheet.column_dimensions[letter].width = column.width
    sheet.column_dimensions[letter].number_format = column.format
    rule = offers.validation(column) or _typed(column)
    if rule is not None:
        rule.add(f"{letter}2:{letter}{ROWS_PREPARED + 1}")
        sheet.add_data_validation(rule)


def _typed(column: Column) -> Any:
    """Return a hint shown beside the cell of a date or number; it refuses nothing."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.format not in (_DATE, _NUMBER, "0"):
        return None
    rule = DataValidation(allow_blank=True)
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = column.label[:32], _(column.help)[:255]
    return rule


def _dress(cell: Any) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell.font = Font(name="Calibri", size=11, bold=True)
    cell.fill = PatternFill("solid", fgColor="DCE6F1")
    cell.border = Border(bottom=Side("medium", color="1F4E79"))
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _write_instructions(book: Any, layout: Layout) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(_("Instructions"))
    sheet["A1"] = layout.sheet_label.upper() if language() == "vi" else layout.sheet_label
    sheet["A1"].font = Font(name="Calibri", size=14, bold=True)
    sheet.row_dimensions[1].height = 24
    sheet["A2"] = _(
        "Fill in the first sheet, one row each. Columns with * must be filled in; "
        "their order is free. Then import the file: "
        "nothing is written before you have seen the preview."
    )
    sheet.merge_cells("A2:E2")
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = 34
    heads = (
        _("Column name"),
        _("Must be filled in"),
        _("What to write"),
        _("First example"),
        _("Second example"),
    )
    widths = (24, 12, _HELP_WIDTH, _EXAMPLE_WIDTH, _EXAMPLE_WIDTH)
    for letter, head, width in zip("ABCDE", heads, widths, strict=True):
        sheet[f"{letter}4"] = head
        _dress(sheet[f"{letter}4"])
        sheet.column_dimensions[letter].width = width
    for row, column in enumerate(layout.columns, start=5):
        _explain(sheet, row, column)
    sheet.freeze_panes = "A5"
    set_paper(sheet)
    sheet.print_title_rows = "4:4"


def _explain(sheet: Any, row: int, column: Column) -> None:
    from openpyxl.styles import Alignment

    help_text = _(column.help)
    if column.choices:
        help_text += "\n" + ", ".join(column.choices)
    texts = (column.label, "x" if column.required else "", help_text, *column.examples)
    for index, text in enumerate(texts, start=1):
        cell = sheet.cell(row, index, text or None)
        if text:
            cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    examples = (-(-len(example) // _EXAMPLE_WIDTH) for example in column.examples)
    lines = max(sum(-(-len(line) // _HELP_WIDTH) for line in help_text.splitlines()), *examples)
    sheet.row_dimensions[row].height = 15 * lines + 3
