"""Translation of every text that a person reads: window, command line and error sentences alike.

The source language is English; a catalogue is plain JSON, English sentence to translated sentence
(`resources/translations/<language>/*.json`). One mechanism serves code with and without Qt, needs
no compiled file, and loads in about a millisecond; Qt's own strings take the same catalogue through
`ui.translator`.
"""

import json

from okrdesk.paths import resources

LANGUAGES = ("vi", "en")
_catalogue: dict[str, str] = {}
_language = "en"


def use(language: str) -> None:
    """Make `language` ("vi" or "en") the one that `_` answers in, for the whole process."""
    global _language
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _catalogue.clear()
    for file in sorted((resources() / "translations" / language).glob("*.json")):
        _catalogue.update(json.loads(file.read_text(encoding="utf-8")))
    _language = language


def language() -> str:
    """Return the language in use."""
    return _language


def _(text: str) -> str:
    """Return `text` in the language in use; the English sentence itself where it has none."""
    return _catalogue.get(text, text)


def N_(text: str) -> str:
    """Mark a constant for translation; `_` translates it where it is shown."""
    return text


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form for `count`; Vietnamese has one form, kept under the plural sentence."""
    return _(many) if _language == "vi" or count != 1 else _(one)
