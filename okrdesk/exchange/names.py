"""Finding the people and units that a workbook names, by code, name, or both in one cell."""

import re
from collections import defaultdict
from typing import TypeVar

from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Person, Unit, holds_on
from okrdesk.errors import Code, Refused
from okrdesk.exchange.folded import folded
from okrdesk.services.bulk import Directory

Found = TypeVar("Found", Person, Unit)
_PARTS = re.compile(r"\s+[-–—|]\s+|[()\[\];/]")


class Names:
    """The office by name; every look-up ignores case and accents."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._people_by_code = {folded(person.code): person for person in directory.people}
        self._people_by_name: dict[str, list[Person]] = defaultdict(list)
        for person in directory.people:
            if not person.archived:
                self._people_by_name[folded(person.name)].append(person)
        self._units_by_code = {folded(unit.code): unit for unit in directory.units}
        self._units_by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in directory.units:
            self._units_by_name[folded(unit.name)].append(unit)
        self._units_of: dict[str, set[str]] = defaultdict(set)
        for post in directory.posts:
            if holds_on(post.from_on, post.to_on, directory.today):
                self._units_of[post.person_id].add(post.unit_id)

    def person_with_code(self, code: str) -> Person | None:
        """Return the person with a code, an archived one too."""
        return self._people_by_code.get(folded(code))

    def units_named(self, text: str) -> list[Unit]:
        """Return the unit with this code, or all with this name."""
        unit = self._units_by_code.get(folded(text))
        return [unit] if unit else list(self._units_by_name.get(folded(text), ()))

    def unit(self, text: str) -> Unit:
        """Return the one unit meant; raise Refused NOT_FOUND or AMBIGUOUS."""
        return _only(self.units_named(text), text)

    def owner(self, text: str, unit: Unit | None = None) -> Owner:
        """Return the person meant, or the unit where no person is called so.

        Namesakes are told apart by `unit`: the one with a post in it or below it. Raises Refused
        NOT_FOUND or AMBIGUOUS.
        """
        people = self._people(text)
        if len(people) > 1 and unit is not None:
            people = [person for person in people if self._works_in(person, unit)] or people
        if people:
            return Owner(person_id=_only(people, text).id)
        return Owner(unit_id=self.unit(text).id)

    def _people(self, text: str) -> list[Person]:
        """Return who is meant by a code, a name, or a cell such as "CB01 - Nguyễn Văn An"."""
        if person := self._people_by_code.get(folded(text)):
            return [person]
        if people := self._people_by_name.get(folded(text)):
            return people
        parts = [folded(part) for part in _PARTS.split(text) if part.strip()]
        coded = [self._people_by_code[part] for part in parts if part in self._people_by_code]
        return coded[:1] or [each for part in parts for each in self._people_by_name.get(part, ())]

    def _works_in(self, person: Person, unit: Unit) -> bool:
        units = frozenset(self._units_of.get(person.id, ()))
        return unit.id in self._directory.units_and_above(units)


def _only(found: list[Found], text: str) -> Found:
    """Return the single thing found."""
    if not found:
        raise Refused(Code.NOT_FOUND, text=text)
    if len(found) > 1:
        raise Refused(Code.AMBIGUOUS, text=text)
    return found[0]
