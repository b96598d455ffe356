"""The column that names the task of a directive which a row of work carries out."""

from okrdesk.exchange.cells import Text
from okrdesk.exchange.columns import Column
from okrdesk.i18n import N_

_LIMIT = 3_200
"""Number, article and task together."""


def item_column() -> Column:
    """Return the column; its names are long ones, for older workbooks have columns of their own."""
    return Column(
        "directive_item",
        "Nhiệm vụ của văn bản",
        "Item of a directive",
        Text(_LIMIT),
        N_("Number and article of the directive, and the task where several stand there."),
        spreads=True,
        aliases=("Nhiệm vụ của văn bản chỉ đạo", "Văn bản, điều mục", "Số văn bản, điều mục"),
        examples=("05-NQ/TU, Điều 2", "12/KH-UBND · Mục III.2 · Số hóa hồ sơ"),
        width=30,
    )
