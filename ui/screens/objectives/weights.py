"""Weights from 0 to 100: their field, and the sum that is shown beside them."""

from collections.abc import Sequence
from decimal import Decimal

from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.rollup import check_weight
from okrdesk.i18n import _
from ui.widgets.editors import DecimalEdit


class WeightEdit(DecimalEdit):
    """A weight; empty counts as equal. `value()` raises Refused(WEIGHT_OUT_OF_RANGE)."""

    def value(self) -> Decimal | None:
        """Return the weight."""
        weight = super().value()
        check_weight(weight)
        return weight


def weight_sum_text(weights: Sequence[Decimal | None]) -> str:
    """Return what the weights of siblings add up to, or that all count equally."""
    filled = [weight for weight in weights if weight is not None]
    if not any(filled):
        return _("No weight is above 0: all count equally.")
    total = format_decimal(sum(filled, Decimal(0)))
    if len(filled) < len(weights):
        return _("Sum of weights: {sum}. Those without a weight do not count.").format(sum=total)
    return _("Sum of weights: {sum}.").format(sum=total)
