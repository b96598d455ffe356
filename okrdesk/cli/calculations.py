"""Commands that only calculate and open no database: progress."""

import argparse
from typing import Any

from okrdesk.cli import values
from okrdesk.domain.numbers import format_percent
from okrdesk.domain.progress import Kind, Measure, Step, check_measure, is_met, progress
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    command = commands.add_parser("progress", help=_("calculate the progress of a key result"))
    command.add_argument("--kind", choices=[kind.value for kind in Kind], required=True)
    for name in ("start", "target", "value", "low", "high"):
        command.add_argument(f"--{name}", metavar="NUMBER", type=values.decimal)
    command.add_argument("--periods", metavar='"5,3,,4.5"', help=_("one value per due period"))
    command.add_argument("--steps", metavar='"30:1,50:0"', help=_("weight:done of each step"))
    command.set_defaults(run=_progress, needs_folder=False)


def _progress(args: argparse.Namespace, _session: Any) -> Reply:
    steps, done = _steps(args.steps or "")
    kind = Kind(args.kind)
    measure = Measure(kind, args.start, args.target, args.low, args.high, steps)
    check_measure(measure)
    met, due = _periods(measure, args.periods)
    if kind is Kind.YES_NO and args.value is not None and args.value not in (0, 1):
        raise Refused(Code.BAD_VALUE, text=str(args.value), allowed="0, 1")
    result = progress(measure, args.value, steps_done=done, met=met, due=due)
    document = {
        "raw": None if result.raw is None else float(result.raw),
        "progress": float(result.value),
    }
    return Reply(document, [format_percent(result.value)])


def _periods(measure: Measure, text: str | None) -> tuple[int, int]:
    if text is None or not measure.kind.keeps:
        return 0, 0
    given = [one.strip() for one in text.split(",")]
    met = sum(1 for one in given if one and is_met(measure, values.decimal(one)))
    return met, len(given)


def _steps(text: str) -> tuple[tuple[Step, ...], frozenset[str]]:
    steps, done = [], set()
    for place, part in enumerate(filter(None, (one.strip() for one in text.split(",")))):
        weight, _colon, state = part.partition(":")
        step = Step(str(place), str(place + 1), values.decimal(weight))
        steps.append(step)
        if state.strip() == "1":
            done.add(step.id)
    return tuple(steps), frozenset(done)
