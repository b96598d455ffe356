"""A form's wording with the office's own words for its things, where no law settles the wording.

A form says so itself (`own_words` in form.toml). What a sheet was printed with stays in its facts,
so that it can be made again after the office called its things otherwise.
"""

import tomllib
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from okrdesk.forms.registry import Template
from okrdesk.i18n import has_own_words, in_own_words

_NOT_WORDING = ("code", "effective_from", "audiences", "letterheads", "own_words")


def in_words_of_office(template: Template) -> Template:
    """Return the template with its words as the office calls things."""
    if not (template.takes_own_words and has_own_words()):
        return template
    words = {name: in_own_words(text) for name, text in template.words.items()}
    return replace(template, words=MappingProxyType(words))


def own_form(template: Template) -> dict[str, Any]:
    """Return {"form": the whole wording}, as `form.toml` has it, where the office's words differ.

    It is what the layout takes in place of its file; else nothing is returned.
    """
    if not (template.takes_own_words and has_own_words()):
        return {}
    form = tomllib.loads((template.folder / "form.toml").read_text(encoding="utf-8"))
    del form["effective_from"]
    own = {name: text if name in _NOT_WORDING else _worded(text) for name, text in form.items()}
    return {} if own == form else {"form": own}


def _worded(value: Any, name: str = "") -> Any:
    """Return wording in the office's words; what the layout looks up by (`value`) stays."""
    if isinstance(value, dict):
        return {key: _worded(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_worded(each) for each in value]
    is_key = name in ("value", "role", "name", "switch", "align")
    return in_own_words(value) if isinstance(value, str) and not is_key else value
