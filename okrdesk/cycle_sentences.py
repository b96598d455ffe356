"""The sentences for what can go wrong at the end of a cycle, with copies, and with indicators."""

from okrdesk.errors import Code
from okrdesk.i18n import N_

CYCLE_SENTENCES: dict[Code, str] = {
    Code.LATE_WINDOW_OVER: N_(
        "The cycle {cycle} ended on {end}, and its check-ins were to be entered until {until}. Ask the planner for a longer time, or say it in the closing."
    ),
    Code.OBJECTIVE_CLOSED: N_(
        "The objective “{title}” is closed, so it takes no check-ins. Ask its owner to open it again while the cycle is closing."
    ),
    Code.CLOSED_FOR_GOOD: N_(
        "“{title}” is closed already. A closing is changed, or opened again, only while its cycle is closing."
    ),
    Code.GRADE_RANGE: N_(
        "The grade {text} is not allowed. Write a number from 0,0 to 1,0 with one decimal."
    ),
    Code.CYCLE_NOT_SETTLED: N_(
        "The cycle {cycle} cannot be closed: {count} objectives are not closed yet ({where}). Close them, then close the cycle."
    ),
    Code.CYCLE_NOT_JUDGED: N_(
        "The cycle {cycle} cannot be closed: {count} objectives wait for approval, or were never approved ({where}). Approve or return what waits, and submit or drop the others; then close the cycle."
    ),
    Code.SAME_CYCLE: N_("“{title}” lies in the cycle {cycle} already. Choose another cycle."),
    Code.VERSION_TOO_EARLY: N_(
        "The version before begins on {date}. Let the new one begin on a later day."
    ),
    Code.INDICATOR_KIND: N_(
        "A key result of steps cannot read an indicator. Choose another kind, or no indicator."
    ),
    Code.INDICATOR_OWNER: N_(
        "The number comes from the indicator “{title}”, whose values its owner enters. Ask the owner to enter it."
    ),
}
