"""What the rights, those who hold them and how far they go are called; the table in words."""

from okrdesk.domain.permissions import RIGHTS, Reach, Right, Standing
from okrdesk.i18n import N_, _

RIGHT_NAMES: dict[Right, str] = {
    Right.READ_OBJECTIVES: N_("Read objectives, key results and check-ins"),
    Right.EDIT_OBJECTIVES: N_("Write and change objectives and key results"),
    Right.APPROVE_OBJECTIVES: N_("Return and approve objectives"),
    Right.CHECK_IN: N_("Check in key results"),
    Right.REVIEW_CHECK_INS: N_("Return check-ins, ask for explanations"),
    Right.EDIT_DIRECTIVES: N_("Write and change directives"),
    Right.EDIT_INDICATORS: N_("Write and change indicators"),
    Right.HOLD_MEETINGS: N_("Hold meetings and keep their conclusions"),
    Right.READ_EVALUATIONS: N_("Read tasks and evaluations"),
    Right.EDIT_TASKS: N_("Register tasks, record what was delivered"),
    Right.ASSIGN_TASKS: N_("Assign, accept and cancel tasks, note errors"),
    Right.CONFIRM_CAUSES: N_("Confirm objective causes"),
    Right.EVALUATE_SELF: N_("Evaluate oneself"),
    Right.REVIEW_EVALUATIONS: N_("Review evaluations as the direct head"),
    Right.APPROVE_EVALUATIONS: N_("Approve evaluations"),
    Right.REOPEN_EVALUATIONS: N_("Reopen evaluations"),
    Right.EDIT_PERIODS: N_("Open, change and close evaluation periods"),
    Right.EDIT_RULES: N_("Change rule packs and catalogues"),
    Right.PRINT_FORMS: N_("Print forms and reports"),
    Right.READ_ORGANISATION: N_("Read units, people and posts"),
    Right.READ_PERSONAL_NUMBERS: N_("Look up personal numbers"),
    Right.EDIT_ORGANISATION: N_("Change units, people, posts and roles"),
    Right.EDIT_CYCLES: N_("Open, change and close cycles"),
    Right.EDIT_MEASURE_UNITS: N_("Change units of measure"),
    Right.EDIT_OFFICE_SETTINGS: N_("Change the rules of the office"),
    Right.KEEP_ARCHIVE: N_("Keep the archive: bring back, remove for good"),
    Right.IMPORT_PLANS: N_("Import plans and values from Excel"),
}
STANDING_NAMES: dict[Standing, str] = {
    Standing.EVERYONE: N_("Everybody"),
    Standing.DEPUTY: N_("Deputy head"),
    Standing.HEAD: N_("Head of the unit"),
    Standing.AGENCY_LEADER: N_("Leader of the agency"),
    Standing.PLANNER: N_("Planner"),
    Standing.ADMINISTRATOR: N_("Administrator"),
}
REACH_NAMES: dict[Reach, str] = {
    Reach.OWN: N_("own"),
    Reach.UNIT: N_("own unit"),
    Reach.SUBTREE: N_("own unit and below"),
    Reach.AGENCY: N_("whole agency"),
}

RIGHTS_NOTE = N_(
    "Each person has the rights of “Everybody”, and those that a post or a role adds."
    " Roles are granted in the section People."
)


def right_name(right: Right) -> str:
    """Return what a right is called in the language in use."""
    return _(RIGHT_NAMES[right])


def reach_text(right: Right, standing: Standing) -> str:
    """Return how far a right goes for a standing, "–" where there is none of its own."""
    reach = RIGHTS[right].get(standing)
    return "–" if reach is None else _(REACH_NAMES[reach])
