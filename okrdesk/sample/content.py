"""What the sample office is made of, as read from the plain files of `resources/sample`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from okrdesk.paths import resources

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """The tables of the files as they stand; `remarks` holds the words that people say."""

    office: Facts
    objectives: tuple[Facts, ...]
    remarks: Facts
    catalogue: Facts
    directives: tuple[Facts, ...] = ()
    indicators: tuple[Facts, ...] = ()


def load_content() -> Content:
    """Read all files of the sample; fractions become exact Decimals."""
    folder = resources() / "sample"
    tables = {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        for file in sorted(folder.glob("*.toml"))
    }
    objectives = [each for table in tables.values() for each in table.get("objective", ())]
    return Content(
        tables["office"],
        tuple(objectives),
        tables["remarks"],
        tables["catalogue"],
        tuple(tables["directives"]["directive"]),
        tuple(tables["indicators"]["indicator"]),
    )
