"""A roster matched with the office: people by code, units by code or name, posts by unit and
title.

Importing the same roster again changes nothing; a corrected one updates people and posts. Who is
not in it is left alone. Units that are not there yet are made, below the unit named above them or
below the office's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from okrdesk.domain.dates import format_date
from okrdesk.domain.identity import new_id
from okrdesk.domain.organisation import Person, Post, Unit
from okrdesk.errors import Code, Refused
from okrdesk.exchange.folded import folded
from okrdesk.exchange.kinds.roster import ROSTER, Leading, RosterEntry
from okrdesk.exchange.names import Names
from okrdesk.exchange.preview import ReadyRow
from okrdesk.exchange.resolved import Findings, Resolved
from okrdesk.i18n import _
from okrdesk.services.bulk import Directory, Roster

Rows = Sequence[ReadyRow[RosterEntry]]
_LONGEST_CODE = 40
_MOST_NAMED = 10


def resolve_roster(rows: Rows, directory: Directory) -> Resolved[Roster]:
    """Return what a roster makes and changes; raises nothing, for every problem has its row."""
    findings = Findings[RosterEntry](ROSTER)
    units = _Units(directory, rows)
    placed = _placed(rows, units, findings)
    people = _people(rows, directory, findings)
    good = findings.good(rows)
    posts = _posts(good, directory, placed, people)
    known: dict[str, Unit | Person | Post] = {each.id: each for each in directory.units}
    known |= {each.id: each for each in directory.people}
    known |= {each.id: each for each in directory.posts}
    used = _used_units(units, {placed[row.sheet, row.row].id for row in good})
    wanted = {people[folded(row.item.code)].id: people[folded(row.item.code)] for row in good}
    changed_people = [each for each in wanted.values() if known.get(each.id) != each]
    changed_posts = [post for post in posts if known.get(post.id) != post]
    if used:
        names = ", ".join(unit.name for unit in used[:_MOST_NAMED])
        findings.notes.append(
            _("These units are new and will be made: {units}.").format(units=names)
        )
    unchanged = len(wanted) + len(posts) - len(changed_people) - len(changed_posts)
    roster = Roster(used, changed_people, changed_posts, frozenset(known))
    return Resolved(roster, unchanged, findings)


class _Units:
    """The units that rows name: those of the office, and new ones made once each."""

    def __init__(self, directory: Directory, rows: Rows) -> None:
        self.new: dict[tuple[str, str], Unit] = {}
        self._names = Names(directory)
        self._by_id = {unit.id: unit for unit in directory.units}
        self._codes = {folded(unit.code) for unit in directory.units}
        tops = [unit for unit in directory.units if unit.parent_id not in self._by_id]
        self._root = tops[0].id if len(tops) == 1 else None
        self._above: dict[str, str] = {}
        for row in rows:
            if row.item.parent_unit:
                self._above.setdefault(folded(row.item.unit), row.item.parent_unit)

    def of(self, name: str, above: str, path: tuple[str, ...] = ()) -> Unit:
        """Return the unit called `name` below the one called `above` ("" where nobody says).

        Raises Refused: AMBIGUOUS, UNIT_LOOP.
        """
        above = above or self._above.get(folded(name), "")
        if folded(above) == folded(name):
            above = ""
        if found := self._existing(name, above):
            return found
        key = (folded(name), folded(above))
        if key not in self.new:
            if folded(name) in path:
                raise Refused(Code.UNIT_LOOP)
            parent = self.of(above, "", (*path, folded(name))).id if above else self._root
            code = self._free_code(name)
            self.new[key] = Unit(id=new_id(), code=code, name=name, parent_id=parent)
        return self.new[key]

    def _existing(self, name: str, above: str) -> Unit | None:
        found = self._names.units_named(name)
        if above and not (len(found) == 1 and folded(found[0].code) == folded(name)):
            found = [unit for unit in found if self._is_below(unit, above)]
        if len(found) > 1:
            raise Refused(Code.AMBIGUOUS, text=name)
        return found[0] if found else None

    def _is_below(self, unit: Unit, above: str) -> bool:
        parent = self._by_id.get(unit.parent_id or "")
        return parent is not None and folded(above) in (folded(parent.name), folded(parent.code))

    def _free_code(self, name: str) -> str:
        """Return a code of the name's initials that no unit has yet: PTH, PTH2 …"""
        initials = "".join(word[0] for word in folded(name).split() if word[0].isalnum())
        stem = initials.upper()[: _LONGEST_CODE - 5] or "DV"
        code, number = stem, 1
        while folded(code) in self._codes:
            number += 1
            code = f"{stem}{number}"
        self._codes.add(folded(code))
        return code


def _placed(
    rows: Rows, units: _Units, findings: Findings[RosterEntry]
) -> dict[tuple[str, int], Unit]:
    placed = {}
    for row in rows:
        try:
            placed[row.sheet, row.row] = units.of(row.item.unit, row.item.parent_unit)
        except Refused as error:
            findings.blame(row, "unit", row.item.unit, error)
    return placed


def _used_units(units: _Units, wanted: Iterable[str]) -> list[Unit]:
    """Return the new units that good rows need, each after the one above it."""
    by_id = {unit.id: unit for unit in units.new.values()}
    ordered: dict[str, Unit] = {}

    def take(unit_id: str | None) -> None:
        if unit_id in by_id and unit_id not in ordered:
            take(by_id[unit_id].parent_id)
            ordered[unit_id] = by_id[unit_id]

    for unit_id in sorted(wanted):
        take(unit_id)
    return list(ordered.values())


def _people(rows: Rows, directory: Directory, findings: Findings[RosterEntry]) -> dict[str, Person]:
    """Return the person of each code as the roster wants it; what it leaves out stays."""
    names = Names(directory)
    people: dict[str, Person] = {}
    holders = {each.personal_number: each for each in directory.people if each.personal_number}
    for row in rows:
        entry = row.item
        if entry.born_on and entry.born_on > directory.today:
            date = format_date(entry.born_on)
            findings.blame(row, "born_on", date, Refused(Code.DATE_IN_FUTURE, date=date))
        known = people.get(folded(entry.code)) or names.person_with_code(entry.code)
        person = people.setdefault(folded(entry.code), _person(entry, known))
        number = person.personal_number
        if number and (holder := holders.setdefault(number, person)).id != person.id:
            error = Refused(Code.NUMBER_TAKEN, name=holder.name)
            findings.blame(row, "personal_number", entry.personal_number, error)
    return people


def _person(entry: RosterEntry, known: Person | None) -> Person:
    if known is None:
        known = Person(id=new_id(), code=entry.code, name=entry.name, kind=entry.kind)
    return replace(
        known,
        name=entry.name,
        kind=entry.kind,
        born_on=entry.born_on or known.born_on,
        personal_number=entry.personal_number or known.personal_number,
        archived=False,
    )


def _posts(
    rows: Rows,
    directory: Directory,
    placed: dict[tuple[str, int], Unit],
    people: dict[str, Person],
) -> list[Post]:
    """Return the post of each row: the one held there already, with its title, or a new one."""
    held: dict[tuple[str, str], list[Post]] = {}
    for post in directory.posts:
        if post.to_on is None or post.to_on >= directory.today:
            held.setdefault((post.person_id, post.unit_id), []).append(post)
    wanted = [
        (row.item, people[folded(row.item.code)].id, placed[row.sheet, row.row].id) for row in rows
    ]
    by_title: list[Post | None] = [
        _taken(held.get((person, unit), []), entry.title) for entry, person, unit in wanted
    ]
    posts = []
    for (entry, person, unit), known in zip(wanted, by_title, strict=True):
        left = held.get((person, unit), [])
        if known is None and len(left) == 1:
            known = left.pop()
        posts.append(_post(entry, known or Post(new_id(), person, unit, entry.title)))
    return posts


def _taken(posts: list[Post], title: str) -> Post | None:
    """Take the post with this title out of those a person holds in a unit."""
    for index, post in enumerate(posts):
        if folded(post.title) == folded(title):
            return posts.pop(index)
    return None


def _post(entry: RosterEntry, post: Post) -> Post:
    leading = entry.leading
    return replace(
        post,
        title=entry.title or post.title,
        is_leader=post.is_leader if leading is None else leading is Leading.LEADER,
        is_deputy=post.is_deputy if leading is None else leading is Leading.DEPUTY,
        from_on=entry.from_on or post.from_on,
    )
