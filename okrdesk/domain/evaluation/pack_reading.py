"""Reading a rule pack from its TOML text: syntax, keys and types here, meaning in `pack_checks`."""

import re
import tomllib
from decimal import Decimal
from typing import Any

from okrdesk.domain.evaluation import pack_parts
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.pack_checks import check
from okrdesk.domain.evaluation.pack_fields import Faults, PackError, PackFaulty, Table
from okrdesk.domain.evaluation.pack_hash import content_hash
from okrdesk.domain.evaluation.pack_lines import find_lines
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.objective import CycleKind
from okrdesk.errors import Code

MOST_BYTES = 256 * 1024
"""A pack of words and numbers never needs more."""
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


def read_pack(text: str) -> RulePack:
    """Return the pack that `text` describes; raise PackFaulty with every fault and its line."""
    values = _parsed(text)
    lines = find_lines(text)
    faults = Faults(lines)
    pack = _pack(Table(values, (), faults), content_hash(values), text)
    if not faults.found:
        check(pack, faults)
    if faults.found:
        raise PackFaulty(tuple(sorted(faults.found, key=lambda error: error.line)))
    return pack


def decode_pack(content: bytes) -> str:
    """Return the text of a pack's file; raise PackFaulty where it is too large or not UTF-8."""
    if len(content) > MOST_BYTES:
        raise PackFaulty((_too_large(len(content)),))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackFaulty((PackError(line, Code.PACK_ENCODING),)) from error


def _parsed(text: str) -> dict[str, Any]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise PackFaulty((_too_large(size),))
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PackFaulty((_syntax(text, str(error)),)) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        # A number, day or nesting that the reader itself cannot bear.
        raise PackFaulty((PackError(1, Code.PACK_UNREADABLE),)) from error


def _too_large(size: int) -> PackError:
    sizes = {"size": format_decimal(-(-size // 1024)), "limit": format_decimal(MOST_BYTES // 1024)}
    return PackError(1, Code.PACK_TOO_LARGE, sizes)


def _syntax(text: str, message: str) -> PackError:
    lines = text.splitlines() or [""]
    place = _PLACE.search(message)
    number = min(int(place[1]), len(lines)) if place else len(lines)
    return PackError(number, Code.PACK_SYNTAX, {"text": lines[number - 1].strip()[:80]})


def _pack(table: Table, hash: str, text: str) -> RulePack:
    covers = pack_parts.coverage(table.table("covers"))
    periods = table.table("period")
    totals = pack_parts.totals(table.table("totals"))
    rounding = pack_parts.rounding(table.table("rounding"))
    pack = RulePack(
        id=table.id(),
        version=table.text("version"),
        name=table.text("name"),
        legal=pack_parts.legal(table.table("legal")),
        from_on=table.day("from_on"),
        to_on=table.optional_day("to_on"),
        covers=covers,
        periods=frozenset(periods.choices("kinds", CycleKind)),
        totals=totals,
        criteria=pack_parts.criteria(table.tables("criteria")),
        bonus_criteria=pack_parts.criteria(table.tables("bonus_criteria")),
        components=tuple(pack_parts.component(one) for one in table.tables("components")),
        formula=pack_parts.formula(table.table("formula")),
        tasks=pack_parts.task_rules(table.table("tasks")),
        bonus=pack_parts.bonus(table.table("bonus")) if "bonus" in table else None,
        rounding=rounding,
        bands=tuple(pack_parts.band(one) for one in table.tables("bands")),
        knock_outs=tuple(pack_parts.knock_out(one) for one in table.tables("knock_outs")),
        quotas=tuple(pack_parts.quota(one) for one in table.tables("quotas")),
        groups=tuple(pack_parts.group(one) for one in table.tables("groups")),
        year=pack_parts.year(table.table("year")),
        presence=pack_parts.presence(table.table("presence")),
        complaints=pack_parts.complaints(table.table("complaints")),
        head_not_above_unit=table.flag("head_not_above_unit"),
        calendar=pack_parts.calendar(table.table("calendar")),
        form=pack_parts.form_words(table.table("form")),
        feeds=tuple(pack_parts.feed(one) for one in table.tables("key_results")),
        articles=pack_parts.articles(table.table("articles")),
        content_hash=hash,
        text=text,
        lines=table.faults.lines,
    )
    periods.end()
    table.end()
    return pack
