"""The workbooks that okrdesk reads: one module each, found here by name."""

from okrdesk.exchange.columns import Layout
from okrdesk.exchange.preview import KindName


def layout_of(kind: KindName) -> Layout:
    """Return the declaration of one kind of workbook."""
    from okrdesk.exchange.kinds.catalogue import CATALOGUE
    from okrdesk.exchange.kinds.directives import DIRECTIVES
    from okrdesk.exchange.kinds.kpis import KPIS
    from okrdesk.exchange.kinds.plan import PLAN
    from okrdesk.exchange.kinds.roster import ROSTER
    from okrdesk.exchange.kinds.tasks import TASKS
    from okrdesk.exchange.kinds.values import VALUES

    layouts = (ROSTER, PLAN, VALUES, CATALOGUE, TASKS, DIRECTIVES, KPIS)
    return {layout.name: layout for layout in layouts}[kind]
