"""Recording what is wrong with a cell of a line, in one way for the reader and for every layout."""

from okrdesk.errors import OkrError
from okrdesk.exchange.cells import said
from okrdesk.exchange.columns import Column, Line
from okrdesk.exchange.preview import Problem


def blame(line: Line, column: Column, error: OkrError) -> None:
    """Add a problem to a line: the column's name as typed there, and the cell's value as said."""
    label = line.labels.get(column.key, column.label)
    value = said(line.cells.get(column.key))
    line.problems.append(Problem(line.sheet, line.row, label, value, error))
