"""The people of an office: agencies, units of any depth, persons, posts and roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class PersonKind(StrEnum):
    """How a person is employed (Luật Cán bộ, công chức; Luật Viên chức)."""

    CADRE = "cadre"
    CIVIL_SERVANT = "civil-servant"
    PUBLIC_EMPLOYEE = "public-employee"
    CONTRACT = "contract"


class Role(StrEnum):
    """What a person may do beside the work of the own posts."""

    ADMINISTRATOR = "administrator"
    PLANNER = "planner"
    AGENCY_LEADER = "agency-leader"


class LetterheadKind(StrEnum):
    """Whose layout a printed form follows: NĐ 30/2020/NĐ-CP (State) or HD 05-HD/VPTW (Party)."""

    STATE = "state"
    PARTY = "party"


@dataclass(frozen=True)
class Agency:
    """An office: the owner of everything else, and what its letterhead says."""

    id: str
    code: str
    name: str
    superior: str = ""
    place: str = ""
    letterhead: LetterheadKind = LetterheadKind.STATE


@dataclass(frozen=True)
class Unit:
    """A part of an agency, valid from and to a day (both included; None is open)."""

    id: str
    code: str
    name: str
    parent_id: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    ordinal: int = 0


@dataclass(frozen=True)
class Person:
    """Somebody who works in the agency; `personal_number` is shown masked (NĐ 27/2026)."""

    id: str
    code: str
    name: str
    kind: PersonKind
    born_on: date | None = None
    personal_number: str | None = None
    archived: bool = False


@dataclass(frozen=True)
class Post:
    """A person's place in a unit for a time; `share` is the percentage of working time."""

    id: str
    person_id: str
    unit_id: str
    title: str
    is_leader: bool = False
    is_deputy: bool = False
    share: int = 100
    from_on: date | None = None
    to_on: date | None = None


class Placed(Protocol):
    """Anything that stands for a unit and knows the unit above it."""

    @property
    def id(self) -> str:
        """The unit."""

    @property
    def parent_id(self) -> str | None:
        """The unit above; None at the top."""


def units_within(units: Iterable[Placed], unit_id: str) -> frozenset[str]:
    """Return `unit_id` and every unit below it; `units` come in tree order, parents first."""
    within = {unit_id}
    for unit in units:
        if unit.parent_id in within:
            within.add(unit.id)
    return frozenset(within)


def holds_on(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Say whether a dated thing is in force on `day`."""
    return (from_on is None or from_on <= day) and (to_on is None or day <= to_on)


def masked(personal_number: str | None) -> str:
    """Return a personal number with all but its last three digits hidden."""
    if not personal_number:
        return ""
    return "•" * (len(personal_number) - 3) + personal_number[-3:]
