"""What F11 says: the whole text of each variant, kept as golden files for a person to read.

After a wanted change: run with `OKRDESK_WRITE_GOLDEN=1`, look at the pages, and commit the texts.
"""

import os
from pathlib import Path

import pytest

from tests.forms.conftest import Pages
from tests.forms.sheets import PARTY, PERSON, UNIT, every_kind, objective, sheet

GOLDEN = Path(__file__).parent / "golden"
BOTH = (objective(1, every_kind()), objective(2, every_kind()[:2]))
VARIANTS = {
    "F11-person": sheet(*BOTH, owner=PERSON),
    "F11-unit": sheet(*BOTH, owner=UNIT),
    "F11-party": sheet(*BOTH[1:], owner=UNIT, agency=PARTY),
    "F11-empty": sheet(owner=PERSON),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_text_is_the_golden_one(name: str, pages_of: Pages) -> None:
    text = "\f".join(pages_of(VARIANTS[name])) + "\n"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("OKRDESK_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
