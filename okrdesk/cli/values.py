"""What a shell types for a field, read into what the services take."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import parse_date
from okrdesk.domain.identity import new_id
from okrdesk.domain.numbers import is_plain
from okrdesk.domain.objective import Owner, Phase
from okrdesk.domain.progress import Step
from okrdesk.errors import Code, Refused

if TYPE_CHECKING:
    from okrdesk.services.check_ins import EvidenceFile
    from okrdesk.services.desk import Desk

Reader = Callable[["Desk", str], Any]


def text(_desk: "Desk", given: str) -> str:
    """Return the text as it is."""
    return given


def number(_desk: "Desk", given: str) -> Decimal | None:
    """Return a decimal written with a point; nothing for an empty text."""
    return decimal(given) if given else None


def decimal(given: str) -> Decimal:
    """Return a decimal written with a point; raise Refused(BAD_DECIMAL)."""
    try:
        value = Decimal(given)
    except InvalidOperation:
        raise Refused(Code.BAD_DECIMAL, text=given) from None
    if not is_plain(value):
        raise Refused(Code.BAD_DECIMAL, text=given)
    return value


def integer(_desk: "Desk", given: str) -> int | None:
    """Return a whole number; nothing for an empty text."""
    if not given:
        return None
    value = decimal(given)
    if value != value.to_integral_value():
        raise Refused(Code.BAD_DECIMAL, text=given)
    return int(value)


def day(_desk: "Desk", given: str) -> date | None:
    """Return a day; nothing for an empty text."""
    return parse_date(given) if given else None


def flag(_desk: "Desk", given: str) -> bool:
    """Return whether the text says yes."""
    if given.lower() in ("yes", "true", "1", "x", "có"):
        return True
    if given.lower() in ("no", "false", "0", "", "không"):
        return False
    raise Refused(Code.BAD_VALUE, text=given, allowed="yes, no")


def one_of(kinds: type[StrEnum]) -> Reader:
    """Return a reader of the values of an enumeration."""

    def read(_desk: "Desk", given: str) -> StrEnum:
        try:
            return kinds(given)
        except ValueError:
            allowed = ", ".join(kind.value for kind in kinds)
            raise Refused(Code.BAD_VALUE, text=given, allowed=allowed) from None

    return read


def named(entity: str) -> Reader:
    """Return a reader of an id, a unique prefix, a code or an exact title of `entity`."""

    def read(desk: "Desk", given: str) -> str | None:
        from okrdesk.services.search import resolve

        return resolve(desk, entity, given)[1] if given else None

    return read


def several(entity: str) -> Reader:
    """Return a reader of several of `entity`, with semicolons between them."""
    one = named(entity)

    def read(desk: "Desk", given: str) -> tuple[str, ...]:
        return tuple(one(desk, part.strip()) for part in given.split(";") if part.strip())

    return read


def optional(reader: Reader) -> Reader:
    """Return a reader that takes an empty text for nothing."""
    return lambda desk, given: reader(desk, given) if given else None


def file(_desk: "Desk", given: str) -> "EvidenceFile":
    """Return a file whole; raise Refused(FILE_TOO_LARGE), Fault(FILE_UNREADABLE)."""
    from okrdesk.services.evidence_files import whole_file

    return whole_file(Path(given))


def owner(desk: "Desk", given: str) -> Owner:
    """Return the person or unit that a code, name or id names."""
    from okrdesk.services.search import resolve

    for entity in ("person", "unit"):
        try:
            id = resolve(desk, entity, given)[1]
        except Refused as error:
            if error.code is not Code.NOT_FOUND:
                raise
            continue
        return Owner(person_id=id) if entity == "person" else Owner(unit_id=id)
    raise Refused(Code.NOT_FOUND, text=given)


def steps(_desk: "Desk", given: str) -> tuple[Step, ...]:
    """Return the steps written as “title:weight;title:weight”."""
    found = []
    for part in filter(None, (one.strip() for one in given.split(";"))):
        title, _colon, weight = part.rpartition(":")
        found.append(Step(new_id(), title.strip(), decimal(weight.strip())))
    return tuple(found)


def phases(_desk: "Desk", given: str) -> tuple[Phase, ...]:
    """Return the plan written as “day:value;day:value”."""
    found = []
    for part in filter(None, (one.strip() for one in given.split(";"))):
        on, _colon, value = part.rpartition(":")
        found.append(Phase(parse_date(on.strip()), decimal(value.strip())))
    return tuple(sorted(found, key=lambda phase: phase.on))


def read_fields(
    desk: "Desk", readers: Mapping[str, Reader], given: Mapping[str, str]
) -> dict[str, Any]:
    """Return the fields of `given` read by `readers`; refuse a name that is none of them."""
    values = {}
    for name, words in given.items():
        if name not in readers:
            allowed = ", ".join(f"--{one.replace('_', '-')}" for one in readers)
            raise Refused(Code.BAD_VALUE, text=f"--{name.replace('_', '-')}", allowed=allowed)
        values[name] = readers[name](desk, words)
    return values
