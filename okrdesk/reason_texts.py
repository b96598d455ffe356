"""What a person is told of a change that the server did not take, or that waits: why, and what to do."""

from okrdesk.domain.fate import Fate, FileReason, Reason
from okrdesk.i18n import N_, _

REASONS: dict[Reason, str] = {
    Reason.NO_AUTHORITY: N_("You do not have the right to change this."),
    Reason.NOT_IN_POSTING: N_("You have no post in the office today, so the change was not taken."),
    Reason.CYCLE_CLOSED: N_("The cycle was closed before your change arrived."),
    Reason.STATE_CHANGED: N_("It was submitted or approved meanwhile, or not all of it is settled, so the change does not fit."),
    Reason.BAD_VALUE: N_("A value is not one that is allowed here."),
    Reason.TOO_LONG: N_("A text is longer than is allowed here."),
    Reason.DEPENDS_ON_REFUSED: N_("It hangs on another change of yours that was not taken."),
    Reason.DUPLICATE_OF: N_("The server already has it from you."),
    Reason.CLOCK: N_("The clock of this PC was too far from the right time."),
    Reason.DEVICE_REVOKED: N_("This PC was revoked before the change arrived."),
    Reason.SCHEMA_TOO_OLD: N_("This version of okrdesk is too old for the server."),
    Reason.QUOTA: N_("Too much was sent in one day."),
    Reason.MISSING_PARENT: N_("It belongs to something that the server does not have yet."),
    Reason.UNSEEN_VERSION: N_("It names a version of the objective that has not reached the server yet."),
    Reason.HANDOVER: N_("It is no longer yours to change; whoever is responsible now decides on it."),
    Reason.INTERNAL: N_("The server could not work on it; the administrator was told."),
}  # fmt: skip

ADVICE: dict[Reason, str] = {
    Reason.NO_AUTHORITY: N_(
        "Hand it over: whoever is responsible can accept it. Or discard it."
    ),
    Reason.NOT_IN_POSTING: N_(
        "Ask the administrator about your post, then send it again. Or hand it over."
    ),
    Reason.CYCLE_CLOSED: N_(
        "Ask whoever plans in your office, or the administrator, to open the cycle again; then send it again. Or discard it."
    ),
    Reason.STATE_CHANGED: N_("Show the item to see how it stands now. If the change is still needed and fits, correct it and send it again; if not, discard it."),
    Reason.BAD_VALUE: N_("Correct the value and send it again. If it cannot be typed there, discard this and enter it anew at the item."),
    Reason.TOO_LONG: N_("Shorten the text and send it again."),
    Reason.DEPENDS_ON_REFUSED: N_("Deal with the other change first, which stands in this list too; then send this one again. Or discard it."),
    Reason.DUPLICATE_OF: N_("There is nothing to do; discard it here."),
    Reason.CLOCK: N_("Set date, time and time zone of this PC right, or ask the administrator to; then send it again."),
    Reason.DEVICE_REVOKED: N_("Ask the administrator for a new code and enrol this PC again; then send it again. The text can be copied meanwhile."),
    Reason.SCHEMA_TOO_OLD: N_("Update okrdesk, or ask the administrator to; then send it again."),
    Reason.QUOTA: N_("Send it again tomorrow, or ask the administrator."),
    Reason.MISSING_PARENT: N_("There is nothing to do: it is taken as soon as that arrives."),
    Reason.UNSEEN_VERSION: N_("There is nothing to do: it is taken as soon as that version arrives."),
    Reason.HANDOVER: N_("There is nothing to do: you will see the answer here."),
    Reason.INTERNAL: N_("There is nothing to do: it is kept, and nothing else waits for it."),
}  # fmt: skip

FILE_REASONS: dict[FileReason, str] = {
    FileReason.PROGRAM: N_("It is a program or a script, and the server keeps no such files."),
    FileReason.CONTENT: N_("The server looked into the file and found it unsafe or damaged."),
    FileReason.SIZE: N_("The file is empty, or larger than the server keeps."),
    FileReason.QUOTA: N_("The room that your office has on the server for attached files is full."),
}
FILE_ADVICE: dict[FileReason, str] = {
    FileReason.PROGRAM: N_(
        "Attach its content in another form, such as PDF or a picture. Then discard this file."
    ),
    FileReason.CONTENT: N_(
        "Open the file to see that it is whole, and ask the administrator. Then send it again, or attach another one and discard this one."
    ),
    FileReason.SIZE: N_("Attach a smaller file that is not empty. Then discard this one."),
    FileReason.QUOTA: N_("Ask the administrator for more room, then send it again."),
}

FATES: dict[Fate | None, str] = {
    None: N_("waiting to be sent"),
    Fate.APPLIED: N_("accepted"),
    Fate.SUPERSEDED: N_("a newer value stands"),
    Fate.REFUSED: N_("not taken"),
    Fate.PARKED: N_("on hold"),
}


def reason_text(reason: Reason | None) -> str:
    """Return why a change was not taken or waits, as one sentence; "" without a reason."""
    return _(REASONS[reason]) if reason else ""


def advice_text(reason: Reason | None) -> str:
    """Return what the author can do about it; "" without a reason."""
    return _(ADVICE[reason]) if reason else ""


def fate_text(fate: Fate | None) -> str:
    """Return what became of a change, in a few words."""
    return _(FATES[fate])
