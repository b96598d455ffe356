"""The sentences for what can go wrong with tasks, what is delivered of them, and catalogues."""

from okrdesk.errors import Code
from okrdesk.i18n import N_

TASK_SENTENCES: dict[Code, str] = {
    Code.TASK_QUANTITY: N_("The quantity {quantity} is not allowed. Write a number above 0."),
    Code.TASK_COEFFICIENT: N_(
        "The coefficient {coefficient} is not allowed. Write a number above 0, or leave it empty until it is settled."
    ),
    Code.COEFFICIENT_BOUNDS: N_(
        "The coefficient {coefficient} lies outside {low}–{high}, the bounds of “{catalogue}”. Write one within them, or choose another item."
    ),
    Code.TASK_AGREED: N_(
        "The task is accepted: only who assigns it may change title, source, item, quantity, coefficient, dates and shares. Ask the head of your unit."
    ),
    Code.TASK_STATE: N_(
        "This cannot be done now: the task “{title}” is “{state}”. Look at how it stands and try again."
    ),
    Code.TASK_NOTHING_LEFT: N_("All of “{title}” is delivered, so nothing is left to roll over."),
    Code.TASK_IN_USE: N_(
        "“{title}” is accepted, or something was recorded on it. Cancel it with a reason instead of removing it."
    ),
    Code.DONE_TOO_MUCH: N_(
        "{done} of “{title}” would be done, but only {quantity} were assigned. Correct the number, or have the quantity raised."
    ),
    Code.DONE_TOO_LONG_AGO: N_(
        "The day {date} lies more than {days} working days back, which the rules allow at most. Ask the head of your unit."
    ),
    Code.FAULT_COUNT: N_("The number of errors or delays is a whole number from 1 to 1000."),
    Code.CAUSE_EMPTY: N_("Say how many content errors or delays the cause is to excuse."),
    Code.CAUSE_STATE: N_("This request is “{state}” already. Look at how it stands and try again."),
    Code.SHARE_PERCENT: N_(
        "The share {percent} % is not allowed. Write a number above 0, at most 100."
    ),
    Code.SHARE_TWICE: N_(
        "Each co-worker has one share, and the owner has what is left. Take the repeated name away."
    ),
    Code.SHARES_TOO_MUCH: N_(
        "The shares of the co-workers make {total} %, more than the whole. Lower them to at most 100 %."
    ),
    Code.CATALOGUE_BASELINE: N_("The reference product needs points above 0."),
    Code.CATALOGUE_GROUP: N_(
        "The group “{group}” is not right: every group has a name of its own and a cap above 0, or none."
    ),
    Code.CATALOGUE_DATES: N_(
        "The version {version} of this catalogue is in force on the same days. Choose other days, or end it first."
    ),
    Code.ITEM_POINTS: N_("The points {points} are not allowed. Write a number above 0."),
    Code.ITEM_ABOVE_CAP: N_(
        "{points} points are more than the {limit} that the group “{group}” allows. Lower them, or choose another group."
    ),
}
