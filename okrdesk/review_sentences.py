"""The sentences for what can go wrong with approvals, words on work, and blockers."""

from okrdesk.errors import Code
from okrdesk.i18n import N_

REVIEW_SENTENCES: dict[Code, str] = {
    Code.APPROVAL_LEVEL: N_(
        "Level {level} of approval is another person's to give: {people}. You have done your part."
    ),
    Code.TARGET_REASON: N_(
        "This target is approved. Say why it is to change; it is submitted anew with that reason."
    ),
    Code.DATE_IN_PAST: N_("The date {date} has passed. Choose today or a later day."),
    Code.REMARK_OF_OWN: N_("This is your own work: it is for your superior to say that of it."),
    Code.REMARK_STATE: N_(
        "This cannot be done any more: “{title}” was dealt with already. Look at it again."
    ),
    Code.NOT_RED: N_(
        "An explanation is asked of what is behind or overdue; “{title}” is neither. Write a comment instead."
    ),
    Code.BLOCKER_CLOSED: N_("This blocker is closed already; nothing of it changes any more."),
}
