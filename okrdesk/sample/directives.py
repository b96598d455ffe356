"""The directives of the sample, and which of its objectives carry out what they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from okrdesk.db.directive_rows import directive_values, item_values
from okrdesk.domain.directive import Axis, Directive, DirectiveItem, DirectiveKind
from okrdesk.sample.content import Facts
from okrdesk.sample.draw import Draw
from okrdesk.sample.roster import Roster, Rows

_BEFORE = timedelta(minutes=1)


@dataclass(frozen=True)
class Directives:
    """The rows of directives and items, and the item that the objective of each key serves."""

    directives: Rows
    items: Rows
    served: Mapping[str, tuple[str, Axis]]


def directives_of(facts: Sequence[Facts], roster: Roster, moment: datetime) -> Directives:
    """Return the directives of the year of `moment`, issued at the end of the year before."""
    draw, year = Draw(moment - _BEFORE), moment.year
    made = Directives([], [], {})
    served: dict[str, tuple[str, Axis]] = {}
    for one in facts:
        directive = Directive(
            id=draw.id(),
            code=one["code"],
            kind=DirectiveKind(one["kind"]),
            title=one["title"].format(year=year),
            issued_on=date.fromisoformat(f"{year - 1}-{one['issued']}"),
            issuer=one["issuer"],
        )
        made.directives.append({"id": directive.id} | directive_values(directive))
        for ordinal, (article, title, lead, support, due, target, axis, keys) in enumerate(
            one["items"], start=1
        ):
            item = DirectiveItem(
                id=draw.id(),
                directive_id=directive.id,
                title=title,
                article=article,
                lead_unit_id=roster.units[lead],
                support_unit_ids=tuple(roster.units[code] for code in support),
                due_on=date.fromisoformat(f"{year}-{due}") if due else None,
                target=target,
                axis=Axis(axis),
                ordinal=ordinal,
            )
            made.items.append({"id": item.id} | item_values(item))
            served |= {key: (item.id, Axis(axis)) for key in keys}
    return Directives(made.directives, made.items, served)
