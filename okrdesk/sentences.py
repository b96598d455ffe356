"""The sentence a person reads for each error code: what is wrong, and what to do about it."""

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import N_, _

SENTENCES: dict[Code, str] = {
    # Input and rules
    Code.MISSING_FIELD: N_("“{label}” is empty. Please fill it in."),
    Code.BAD_NUMBER: N_("“{text}” is not a number. Write it like 1.234,5."),
    Code.BAD_DATE: N_("“{text}” is not a date. Write it as dd/MM/yyyy."),
    Code.BAD_VALUE: N_("“{text}” is not allowed here. Choose one of: {allowed}."),
    Code.TOO_LONG: N_("The text is too long: {length} characters, at most {limit}. Please shorten it."),
    Code.NOT_FOUND: N_("Nothing was found for “{text}”. Check the code or the name."),
    Code.AMBIGUOUS: N_("“{text}” fits more than one item. Write more of its id or code."),
    Code.NO_AUTHORITY: N_("You do not have the right to do this. Ask the head of your unit or the administrator."),
}


def explain(error: OkrError) -> str:
    """Return the sentence of `error` in the language in use."""
    return _(SENTENCES[error.code]).format(**error.params)
