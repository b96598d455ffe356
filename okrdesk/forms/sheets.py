"""Sheets ready to be set: facts of any kind as what their template reads, each with its mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from okrdesk.forms.marks import Mark, mark_of
from okrdesk.forms.okr_registration import registration_data
from okrdesk.forms.own_words import in_words_of_office, own_form
from okrdesk.forms.paper_data import paper_data
from okrdesk.forms.registry import Template
from okrdesk.services.papers import Paper
from okrdesk.services.registration import Registration

Facts = Registration | Paper
"""What a form can be filled with."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: whose and of which period in words, its mark, and what the template reads."""

    owner: str
    period: str
    mark: Mark
    data: dict[str, Any]

    def title(self, template: Template) -> str:
        """Return the sheet's title: the form's name, whose, of which period."""
        return f"{template.name('vi')} – {self.owner} – {self.period}"


def make_sheet(template: Template, facts: Facts) -> Sheet:
    """Return the sheet of these facts."""
    template, own = in_words_of_office(template), own_form(template)
    if isinstance(facts, Registration):
        data = registration_data(template, facts) | own
        mark = mark_of(template, facts.cycle.code, facts.registrant.code, data)
        return Sheet(facts.registrant.name, facts.cycle.name, mark, data)
    data = paper_data(template, facts) | own
    mark = mark_of(template, facts.period.code, facts.bearer.code, data)
    return Sheet(facts.bearer.name, data["period"]["name"], mark, data)


def form_data(template: Template, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Return what Typst gets for all `sheets` in one file; its title names a single sheet."""
    title = sheets[0].title(template) if len(sheets) == 1 else template.name("vi")
    return {"title": title, "sheets": [{**one.data, "mark": one.mark.data()} for one in sheets]}


def owner_name(facts: Facts) -> str:
    """Return the name of whom the facts are about."""
    return facts.registrant.name if isinstance(facts, Registration) else facts.bearer.name
