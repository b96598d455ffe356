"""The things a person does, each the name of one group of changes in undo and history."""

from enum import StrEnum


class Act(StrEnum):
    """A named intention; all changes that carry it stand or fall together."""

    SET_UP = "set-up"
    BUILD_SAMPLE = "build-sample"
    EDIT_AGENCY = "edit-agency"
    ADD_UNIT = "add-unit"
    EDIT_UNIT = "edit-unit"
    DISSOLVE_UNIT = "dissolve-unit"
    ADD_PERSON = "add-person"
    EDIT_PERSON = "edit-person"
    ADD_POST = "add-post"
    EDIT_POST = "edit-post"
    REMOVE_POST = "remove-post"
    GRANT_ROLE = "grant-role"
    REVOKE_ROLE = "revoke-role"
    EDIT_OFFICE_SETTING = "edit-office-setting"
    ADD_MEASURE_UNIT = "add-measure-unit"
    EDIT_MEASURE_UNIT = "edit-measure-unit"
    ADD_CYCLE = "add-cycle"
    EDIT_CYCLE = "edit-cycle"
    SET_CYCLE_STATE = "set-cycle-state"
    ADD_OBJECTIVE = "add-objective"
    EDIT_OBJECTIVE = "edit-objective"
    LINK_OBJECTIVE = "link-objective"
    UNLINK_OBJECTIVE = "unlink-objective"
    ADD_KEY_RESULT = "add-key-result"
    EDIT_KEY_RESULT = "edit-key-result"
    ARCHIVE = "archive"
    RESTORE = "restore"
    CHECK_IN = "check-in"
    CORRECT_CHECK_IN = "correct-check-in"
    ADD_ACTION_ITEM = "add-action-item"
    EDIT_ACTION_ITEM = "edit-action-item"
    EDIT_BLOCKER = "edit-blocker"
    IMPORT_ROSTER = "import-roster"
    IMPORT_PLAN = "import-plan"
    IMPORT_VALUES = "import-values"
    UNDO = "undo"

    @property
    def can_be_undone(self) -> bool:
        """Say whether undo may take this act back; the birth of an office may not."""
        return self not in (Act.SET_UP, Act.BUILD_SAMPLE, Act.UNDO)
