"""What the text help says: for each rule its name, the reason, and an example of better wording."""

from okrdesk.domain.advice import Advice, Rule
from okrdesk.i18n import N_, _

NAMES: dict[Rule, str] = {
    Rule.OBJECTIVE_IS_ACTIVITY: N_("The objective is an activity"),
    Rule.KEY_RESULT_IS_TASK: N_("The key result is a task"),
    Rule.KEY_RESULT_WITHOUT_NUMBER: N_("The key result has no number"),
    Rule.KEY_RESULT_WITHOUT_BASELINE: N_("The key result has no start value"),
    Rule.KEY_RESULT_WITHOUT_DATE: N_("The key result has no dates"),
    Rule.TOO_MANY_OBJECTIVES: N_("Too many objectives"),
    Rule.TOO_MANY_KEY_RESULTS: N_("Too many key results"),
}

REASONS: dict[Rule, str] = {
    Rule.OBJECTIVE_IS_ACTIVITY: N_(
        "“{verb}” names work to be done, not what will be different when it is done."
    ),
    Rule.KEY_RESULT_IS_TASK: N_(
        "“{verb}” names a task: it can be finished without any result. Measure what it changes, and keep the task as an action."
    ),
    Rule.KEY_RESULT_WITHOUT_NUMBER: N_(
        "Without a number nobody can tell whether the result was reached."
    ),
    Rule.KEY_RESULT_WITHOUT_BASELINE: N_(
        "Without the value at the start, the progress made cannot be told from what was there before."
    ),
    Rule.KEY_RESULT_WITHOUT_DATE: N_(
        "Without a start and an end, nobody can tell whether the result is on time."
    ),
    Rule.TOO_MANY_OBJECTIVES: N_(
        "There are {count} objectives; with more than {limit} none of them is a priority."
    ),
    Rule.TOO_MANY_KEY_RESULTS: N_(
        "There are {count} key results; more than {limit} are hard to follow each week."
    ),
}

EXAMPLES: dict[Rule, str] = {
    Rule.OBJECTIVE_IS_ACTIVITY: N_(
        "Instead of “Organise training on online services”, write “Citizens get their papers without coming to the office”."
    ),
    Rule.KEY_RESULT_IS_TASK: N_(
        "Instead of “Organise 3 training courses”, write “Raise the share of files received online from 45 % to 70 %”."
    ),
    Rule.KEY_RESULT_WITHOUT_NUMBER: N_(
        "Instead of “Settle files faster”, write “Cut the mean time of a file from 12 to 8 days”."
    ),
    Rule.KEY_RESULT_WITHOUT_BASELINE: N_(
        "Instead of “Reach 90 % on time”, write “Raise files on time from 76 % to 90 %”."
    ),
    Rule.KEY_RESULT_WITHOUT_DATE: N_("From 01/10/2026 to 31/12/2026."),
    Rule.TOO_MANY_OBJECTIVES: N_(
        "Keep the 3 to 5 that matter most this cycle; the rest stays regular work."
    ),
    Rule.TOO_MANY_KEY_RESULTS: N_(
        "Keep the 2 to 5 that show best whether the objective was reached; keep the others as actions."
    ),
}


def name(advice: Advice) -> str:
    """Return the name of the rule, for a heading."""
    return _(NAMES[advice.rule])


def reason(advice: Advice) -> str:
    """Return why the rule applies here, in one sentence."""
    return _(REASONS[advice.rule]).format(**advice.params)


def example(advice: Advice) -> str:
    """Return an example of better wording."""
    return _(EXAMPLES[advice.rule])
