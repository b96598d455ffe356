"""The name of each act, as it stands after “Undo:” in the menu and in a history."""

from okrdesk.domain.act import Act
from okrdesk.i18n import N_, _

ACT_NAMES: dict[Act, str] = {
    Act.SET_UP: N_("Set up the office"),
    Act.BUILD_SAMPLE: N_("Build the sample office"),
    Act.EDIT_AGENCY: N_("Edit agency"),
    Act.ADD_UNIT: N_("Add unit"),
    Act.EDIT_UNIT: N_("Edit unit"),
    Act.DISSOLVE_UNIT: N_("Dissolve unit"),
    Act.ADD_PERSON: N_("Add person"),
    Act.EDIT_PERSON: N_("Edit person"),
    Act.ADD_POST: N_("Add post"),
    Act.EDIT_POST: N_("Edit post"),
    Act.REMOVE_POST: N_("Remove post"),
    Act.GRANT_ROLE: N_("Grant role"),
    Act.REVOKE_ROLE: N_("Revoke role"),
    Act.EDIT_OFFICE_SETTING: N_("Change office setting"),
    Act.ADD_MEASURE_UNIT: N_("Add unit of measure"),
    Act.EDIT_MEASURE_UNIT: N_("Edit unit of measure"),
    Act.ADD_CYCLE: N_("Add cycle"),
    Act.EDIT_CYCLE: N_("Edit cycle"),
    Act.SET_CYCLE_STATE: N_("Change state of cycle"),
    Act.ADD_OBJECTIVE: N_("Add objective"),
    Act.EDIT_OBJECTIVE: N_("Edit objective"),
    Act.LINK_OBJECTIVE: N_("Link objective"),
    Act.UNLINK_OBJECTIVE: N_("Unlink objective"),
    Act.ADD_KEY_RESULT: N_("Add key result"),
    Act.EDIT_KEY_RESULT: N_("Edit key result"),
    Act.ARCHIVE: N_("Archive"),
    Act.RESTORE: N_("Restore from archive"),
    Act.CHECK_IN: N_("Check in key result"),
    Act.CORRECT_CHECK_IN: N_("Correct check-in"),
    Act.ADD_ACTION_ITEM: N_("Add action"),
    Act.EDIT_ACTION_ITEM: N_("Edit action"),
    Act.EDIT_BLOCKER: N_("Edit blocker"),
    Act.IMPORT_ROSTER: N_("Import roster"),
    Act.IMPORT_PLAN: N_("Import plan"),
    Act.IMPORT_VALUES: N_("Import values"),
    Act.SUBMIT_OBJECTIVE: N_("Submit objective"),
    Act.RETURN_OBJECTIVE: N_("Return objective"),
    Act.APPROVE_OBJECTIVE: N_("Approve objective"),
    Act.DECIDE_CONFLICT: N_("Decide between two edits"),
    Act.RESEND: N_("Send again"),
    Act.HAND_OVER: N_("Hand over"),
    Act.DISCARD: N_("Discard what was not accepted"),
    Act.UNDO: N_("Undo"),
}

_KNOWN = frozenset(act.value for act in Act)


def act_name(act: str) -> str:
    """Return the name of an act (or of its stored value) in the language in use.

    What a newer program or the server did has no name here and is called as it is stored.
    """
    return _(ACT_NAMES[Act(act)]) if act in _KNOWN else act
