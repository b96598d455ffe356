"""Translation of every text that a person reads: window, command line and error sentences alike.

The source language is English; a catalogue is plain JSON, English sentence to translated sentence
(`resources/translations/<language>/*.json`). One mechanism serves code with and without Qt, needs
no compiled file, and loads in about a millisecond; Qt's own strings take the same catalogue through
`ui.translator`.
"""

import json
import re
from collections.abc import Mapping

from okrdesk.paths import resources

LANGUAGES = ("vi", "en")
_catalogue: dict[str, str] = {}
_language = "en"
_terms: dict[str, str] = {}


def use(language: str) -> None:
    """Make `language` ("vi" or "en") the one that `_` answers in, for the whole process."""
    global _language
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _catalogue.clear()
    for file in sorted((resources() / "translations" / language).glob("*.json")):
        _catalogue.update(json.loads(file.read_text(encoding="utf-8")))
    _language = language
    _name_terms()


def set_terms(terms: Mapping[str, str]) -> None:
    """Let Vietnamese texts call things as the office does: word of the catalogue to its own word.

    What was shown before stays as it was until it is shown anew.
    """
    if dict(terms) == _terms:
        return
    _terms.clear()
    _terms.update(terms)
    use(_language)


def has_own_words() -> bool:
    """Say whether the office calls anything by a word of its own."""
    return bool(_terms)


def in_own_words(text: str) -> str:
    """Return a Vietnamese text as the office words it, whatever language is in use.

    For what is Vietnamese by itself: papers and workbooks. A first letter stays as large as it was.
    """
    pattern = _terms_pattern()
    return pattern.sub(_named, text) if pattern else text


def _name_terms() -> None:
    """Put the office's words into the catalogue."""
    pattern = _terms_pattern()
    if pattern is None or _language != "vi":
        return
    for english, text in _catalogue.items():
        _catalogue[english] = pattern.sub(_named, text)


def _terms_pattern() -> re.Pattern[str] | None:
    words = "|".join(re.escape(word) for word in sorted(_terms, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None


def _named(found: re.Match[str]) -> str:
    was = found.group()
    word = _terms[was.lower()]
    if was.isupper() and len(was) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if was[0].isupper() else word


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
