"""Directives of a workbook matched with what is there: by number and day, items by their words.

Importing the same file again changes nothing; a corrected one updates what it says, and what it
leaves empty or no longer names stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from okrdesk.domain.dates import format_date
from okrdesk.domain.directive import Directive, DirectiveItem, kind_of_number
from okrdesk.domain.identity import new_id
from okrdesk.domain.organisation import Unit
from okrdesk.errors import Code, Refused
from okrdesk.exchange.folded import folded
from okrdesk.exchange.kinds.directives import DIRECTIVES, ListedDirective, ListedItem
from okrdesk.exchange.names import Names
from okrdesk.exchange.preview import ReadyRow
from okrdesk.exchange.resolved import Findings, Resolved
from okrdesk.services.bulk import Sight
from okrdesk.services.directive_import import DirectiveRows, load_directives

ItemLine = ReadyRow[ListedItem]
_BETWEEN_UNITS = re.compile(r"[;\n]")


def resolve_directives(rows: Sequence[ItemLine], sight: Sight) -> Resolved[DirectiveRows]:
    """Return what rows of directives make and change; every problem has its row."""
    findings = Findings[ListedItem](DIRECTIVES)
    matcher = _Matcher(sight)
    items: dict[str, DirectiveItem] = {}
    for row in rows:
        try:
            found = matcher.take(row.item)
        except Refused as error:
            key = error.field or ""
            findings.blame(row, key, getattr(row.item, key) if key else "", error)
            continue
        if found is not None:
            items[found.id] = found
    stored = matcher.stored
    directives = [one for one in matcher.directives if stored.get(one.id) != one]
    changed = [one for one in items.values() if stored.get(one.id) != one]
    seen = len(matcher.directives) + len(items)
    changes = DirectiveRows(directives, changed, frozenset(stored))
    return Resolved(changes, seen - len(directives) - len(changed), findings)


class _Matcher:
    """Turns one row after the other into an item, known directives and items taken up again."""

    def __init__(self, sight: Sight) -> None:
        self._names = Names(sight.directory)
        known, items = load_directives(sight.desk, sight.connection)
        self._known = dict(known)
        self.stored: dict[str, Directive | DirectiveItem] = {one.id: one for one in items}
        self.stored |= {one.id: one for one in known.values()}
        self._made: dict[int, Directive] = {}
        self._items: dict[str, list[DirectiveItem]] = {}
        for item in items:
            self._items.setdefault(item.directive_id, []).append(item)

    @property
    def directives(self) -> list[Directive]:
        """The directives of the rows taken, as they are to be."""
        return list(self._made.values())

    def take(self, listed: ListedItem) -> DirectiveItem | None:
        """Return the item of a row, None where it only names a directive; raise Refused."""
        lead = self._unit(listed.lead) if listed.lead else None
        support = self._units(listed.support)
        self._check_due(listed)
        directive = self._directive(listed.directive)
        if not listed.title:
            return None
        there = self._items.setdefault(directive.id, [])
        place = self._place(there, listed)
        known = (
            DirectiveItem(new_id(), directive.id, listed.title, ordinal=_next_ordinal(there))
            if place is None
            else there[place]
        )
        made = replace(
            known,
            article=listed.article or known.article,
            lead_unit_id=lead.id if lead else known.lead_unit_id,
            support_unit_ids=tuple(sorted({one.id for one in support} - {lead.id if lead else ""}))
            or known.support_unit_ids,
            due_on=listed.due_on or known.due_on,
            target=listed.target or known.target,
            axis=listed.axis or known.axis,
        )
        if place is None:
            there.append(made)
        else:
            there[place] = made
        return made

    def _directive(self, listed: ListedDirective) -> Directive:
        if id(listed) not in self._made:
            key = (folded(listed.code), listed.issued_on)
            known = self._known.get(key) or Directive(
                new_id(), listed.code, kind_of_number(listed.code), "", listed.issued_on
            )
            made = replace(
                known,
                issuer=listed.issuer or known.issuer,
                title=listed.abstract or known.title,
                kind=listed.kind or known.kind,
            )
            self._made[id(listed)] = self._known[key] = made
        return self._made[id(listed)]

    def _place(self, there: Sequence[DirectiveItem], listed: ListedItem) -> int | None:
        """Return the place of the item with these words, of this article if several are alike."""
        found = [at for at, one in enumerate(there) if folded(one.title) == folded(listed.title)]
        same = [at for at in found if folded(there[at].article) == folded(listed.article)]
        if listed.article and not same:
            found = [at for at in found if not there[at].article]
        return next(iter(same or found), None)

    def _check_due(self, listed: ListedItem) -> None:
        issued_on, due_on = listed.directive.issued_on, listed.due_on
        if due_on is not None and due_on < issued_on:
            shown = {"start": format_date(issued_on), "end": format_date(due_on)}
            raise Refused(Code.DATES_UPSIDE_DOWN, field="due_on", **shown)

    def _unit(self, text: str) -> Unit:
        return self._only("lead", text)

    def _units(self, text: str) -> list[Unit]:
        """Return the units that a cell names; a comma may stand in a name or between two."""
        found: list[Unit] = []
        for part in filter(None, (one.strip() for one in _BETWEEN_UNITS.split(text))):
            found += self._between_commas(part)
        return found

    def _between_commas(self, text: str) -> list[Unit]:
        """Return the units of a part, the longest name that fits first."""
        words = [word.strip() for word in text.split(",") if word.strip()]
        found: list[Unit] = []
        while words:
            ends = range(len(words), 0, -1)
            fitting = (end for end in ends if self._names.units_named(", ".join(words[:end])))
            end = next(fitting, 1)
            found.append(self._only("support", ", ".join(words[:end])))
            words = words[end:]
        return found

    def _only(self, field: str, text: str) -> Unit:
        try:
            return self._names.unit(text)
        except Refused as error:
            raise Refused(error.code, field=field, **error.params) from error


def _next_ordinal(there: Sequence[DirectiveItem]) -> int:
    return max((one.ordinal for one in there), default=0) + 1
