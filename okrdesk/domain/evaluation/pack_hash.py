"""The canonical form of a rule pack and its hash: what a closed period names, for ever.

Comments, spaces, the order of keys and the way a number is written (1, 1.0, 1.00) change neither.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any


def canonical(values: Mapping[str, Any]) -> str:
    """Return the one text of the values of a pack: JSON without spaces, keys in order."""
    return json.dumps(_plain(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical(values).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | Decimal):
        return {"number": _number(Decimal(value))}
    if isinstance(value, date | time):
        return {"day": value.isoformat()}
    return {"other": str(value)}


def _number(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    sign, digits, exponent = value.as_tuple()
    figures = "".join(map(str, digits)).lstrip("0")
    kept = figures.rstrip("0")
    if not kept:
        return "0"
    return f"{'-' if sign else ''}{kept}e{int(exponent) + len(figures) - len(kept)}"
