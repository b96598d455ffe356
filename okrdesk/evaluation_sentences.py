"""The sentences for what can go wrong with rule packs in force, periods, evaluations, complaints."""

from okrdesk.errors import Code
from okrdesk.i18n import N_

EVALUATION_SENTENCES: dict[Code, str] = {
    Code.RULE_PACK_PUBLISHED: N_(
        "The rule pack {code} {version} is published and stays as it is: closed periods rest on it. Make a new version instead."
    ),
    Code.RULE_PACK_DRAFT: N_(
        "The rule pack {code} {version} is a draft and not in force. Give its last day when it is published."
    ),
    Code.RULE_PACK_NONE: N_(
        "No rule pack is in force for {name} on {date}. Publish one that covers this person, then try again."
    ),
    Code.PERIOD_CLOSED: N_(
        "The period {period} is closed. Have the evaluation reopened with a reason if it has to be changed."
    ),
    Code.PERIOD_OPEN: N_("The period {period} is open already. There is nothing to reopen."),
    Code.TASK_PERIOD_CLOSED: N_(
        "“{title}” counts in the period {period}, which is closed. Have the person's evaluation or the whole period reopened with a reason first."
    ),
    Code.BAND_ABOVE_UNIT: N_(
        "The head of a unit is not rated above it: the unit is rated “{unit}”. Choose this band or a lower one."
    ),
    Code.PERIOD_INCOMPLETE: N_(
        "The period {period} cannot be closed: {count} people have no approved evaluation yet ({names}). Look at who is missing."
    ),
    Code.EVALUATION_STATE: N_(
        "This cannot be done now: the evaluation of {name} is “{state}”. Look at how it stands and try again."
    ),
    Code.EVALUATION_BLOCKED: N_("The score of {name} is not complete. {why}"),
    Code.EVALUATION_MISSING: N_(
        "{name} has no evaluation in the period {period} yet. Prepare it first."
    ),
    Code.SCORE_MISSING: N_("{name} has no score to decide on yet. Give the score first."),
    Code.DAYS_PRESENT: N_(
        "{present} days of presence are not possible: the period has {days} working days."
    ),
    Code.COMPLAINT_LATE: N_(
        "A complaint about this result could be filed until {date}. Speak with who is responsible for the evaluation."
    ),
    Code.BROUGHT_PERIOD: N_(
        "“{text}” is not a score that can be brought along. Write a month or quarter with points from 0 to {most}."
    ),
}
