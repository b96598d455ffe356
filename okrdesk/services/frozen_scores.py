"""What came out of a score, as the document that is kept of it for ever, and back again.

Numbers are their digits, so that what is read back is exactly what was frozen. What went into the
score is kept beside it by `okrdesk.domain.evaluation.sheet_documents`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from okrdesk.domain.evaluation.outcome import Block, BlockCode, Outcome, Unmet
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.domain.evaluation.sheet_documents import sheet_document

Document = dict[str, Any]
_FIGURES = ("result", "general", "points", "bonus", "total")


def freeze_inputs(pack: RulePack, sheet: Sheet) -> Document:
    """Return all that a score is computed from: which rules, the facts of the tasks, the marks."""
    return {"pack": rules_of(pack), "sheet": sheet_document(sheet)}


def rules_of(pack: RulePack) -> Document:
    """Return what names a version of the rules for ever."""
    return {"id": pack.id, "version": pack.version, "sha256": pack.content_hash}


def freeze_outcome(outcome: Outcome) -> Document:
    """Return the figures of a score as a document; what is empty is left out."""
    figures = {name: getattr(outcome, name) for name in _FIGURES}
    whole: Document = {
        "components": {id: str(value) for id, value in outcome.components.items()},
        **{name: None if value is None else str(value) for name, value in figures.items()},
        "band": outcome.band,
        "knocked_out": list(outcome.knocked_out),
        "held_by_unit": outcome.held_by_unit,
        "unmet": [
            {
                "band": one.band,
                "measure": one.measure,
                "least": str(one.least),
                "found": str(one.found),
            }
            for one in outcome.unmet
        ],
        "blocked": [_block(one) for one in outcome.blocked],
    }
    return {name: value for name, value in whole.items() if value or name == "components"}


def thaw_outcome(document: Document) -> Outcome:
    """Return the outcome that `freeze_outcome` froze."""
    figures = {name: _number(document.get(name)) for name in _FIGURES}
    return Outcome(
        components=thaw_marks(document["components"]),
        result=figures["result"],
        general=figures["general"],
        points=figures["points"],
        bonus=figures["bonus"] or Decimal(0),
        total=figures["total"],
        band=document.get("band"),
        blocked=tuple(_blocked(one) for one in document.get("blocked", ())),
        knocked_out=tuple(document.get("knocked_out", ())),
        unmet=tuple(_unmet(one) for one in document.get("unmet", ())),
        held_by_unit=document.get("held_by_unit", False),
    )


def freeze_marks(marks: Mapping[str, Decimal]) -> Document:
    """Return points by criterion as a document."""
    return {id: format(mark, "f") for id, mark in sorted(marks.items())}


def thaw_marks(document: Mapping[str, str] | None) -> dict[str, Decimal]:
    """Return points by criterion as numbers."""
    return {id: Decimal(text) for id, text in (document or {}).items()}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _unmet(document: Document) -> Unmet:
    least, found = Decimal(document["least"]), Decimal(document["found"])
    return Unmet(document["band"], document["measure"], least, found)


def _block(block: Block) -> Document:
    params = {name: _tagged(value) for name, value in block.params.items()}
    return {"code": block.code.value, "subject": block.subject, "params": params}


def _blocked(document: Document) -> Block:
    params = {name: _untagged(value) for name, value in document["params"].items()}
    return Block(BlockCode(document["code"]), params, document["subject"])


def _tagged(value: Any) -> Any:
    """Return a parameter of a sentence; a number says that it is one, to be written as one."""
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    if isinstance(value, tuple):
        return [_tagged(one) for one in value]
    return value


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        return Decimal(value["number"])
    if isinstance(value, list):
        return tuple(_untagged(one) for one in value)
    return value
