"""The things a person does, each the name of one group of changes in undo and history."""

from enum import StrEnum


class Act(StrEnum):
    """A named intention; all changes that carry it stand or fall together."""

    SET_UP = "set-up"
    BUILD_SAMPLE = "build-sample"
    EDIT_AGENCY = "edit-agency"
    ADD_UNIT = "add-unit"
    EDIT_UNIT = "edit-unit"
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
    AMEND_TARGET = "amend-target"
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
    SUBMIT_OBJECTIVE = "submit-objective"
    RETURN_OBJECTIVE = "return-objective"
    APPROVE_OBJECTIVE = "approve-objective"
    ADD_DIRECTIVE = "add-directive"
    EDIT_DIRECTIVE = "edit-directive"
    IMPORT_DIRECTIVES = "import-directives"
    ATTACH_DIRECTIVE_FILE = "attach-directive-file"
    ADD_INDICATOR = "add-indicator"
    EDIT_INDICATOR = "edit-indicator"
    IMPORT_INDICATORS = "import-indicators"
    SET_INDICATOR_TARGET = "set-indicator-target"
    RECORD_INDICATOR = "record-indicator"
    SHARE_OBJECTIVE = "share-objective"
    ASSIGN_OBJECTIVE = "assign-objective"
    REMARK = "remark"
    ASK_EXPLANATION = "ask-explanation"
    ANSWER_EXPLANATION = "answer-explanation"
    RETURN_CHECK_IN = "return-check-in"
    CLOSE_OBJECTIVE = "close-objective"
    COPY_OBJECTIVES = "copy-objectives"
    CLOSE_CYCLE = "close-cycle"
    HOLD_MEETING = "hold-meeting"
    EDIT_MEETING = "edit-meeting"
    CLOSE_CONCLUSION = "close-conclusion"
    REORGANISE = "reorganise"
    REMOVE = "remove"
    ERASE = "erase"
    ADD_RULE_PACK = "add-rule-pack"
    EDIT_RULE_PACK = "edit-rule-pack"
    PUBLISH_RULE_PACK = "publish-rule-pack"
    ADD_CATALOGUE = "add-catalogue"
    EDIT_CATALOGUE = "edit-catalogue"
    IMPORT_CATALOGUE = "import-catalogue"
    ADD_PERIOD = "add-period"
    EDIT_PERIOD = "edit-period"
    CLOSE_PERIOD = "close-period"
    REOPEN_PERIOD = "reopen-period"
    RATE_UNIT = "rate-unit"
    ADD_TASK = "add-task"
    EDIT_TASK = "edit-task"
    REMOVE_TASK = "remove-task"
    IMPORT_TASKS = "import-tasks"
    SHARE_TASK = "share-task"
    ROLL_OVER_TASK = "roll-over-task"
    ACCEPT_TASK = "accept-task"
    RETURN_TASK = "return-task"
    CANCEL_TASK = "cancel-task"
    DELIVER = "deliver"
    NOTE_FAULT = "note-fault"
    WITHDRAW_FAULT = "withdraw-fault"
    ASK_EXEMPTION = "ask-exemption"
    CONFIRM_CAUSE = "confirm-cause"
    DECLINE_CAUSE = "decline-cause"
    PREPARE_EVALUATION = "prepare-evaluation"
    EDIT_EVALUATION = "edit-evaluation"
    SCORE = "score"
    SUBMIT_EVALUATION = "submit-evaluation"
    RETURN_EVALUATION = "return-evaluation"
    PROPOSE_EVALUATION = "propose-evaluation"
    APPROVE_EVALUATION = "approve-evaluation"
    REOPEN_EVALUATION = "reopen-evaluation"
    COMPLAIN = "complain"
    ANSWER_COMPLAINT = "answer-complaint"
    REGISTER_DOCUMENT = "register-document"
    ATTACH_FILE = "attach-file"
    DECIDE_CONFLICT = "decide-conflict"
    RESEND = "resend"
    HAND_OVER = "hand-over"
    UNDO = "undo"

    @property
    def can_be_undone(self) -> bool:
        """Say whether undo may take this act back.

        The birth of an office may not, nor what was done about a change that the server refused.
        What is closed is reopened, with a reason.
        """
        return self not in _FOR_GOOD

    @property
    def is_final_once_sent(self) -> bool:
        """Say whether undo ends when a sync has told others: they act on a word that was given."""
        return self in _FINAL_ONCE_SENT


_FOR_GOOD = frozenset(
    (
        Act.SET_UP,
        Act.BUILD_SAMPLE,
        Act.CLOSE_PERIOD,
        Act.REOPEN_PERIOD,
        Act.REGISTER_DOCUMENT,
        Act.RESEND,
        Act.HAND_OVER,
        Act.UNDO,
    )
)
_FINAL_ONCE_SENT = frozenset(
    (
        Act.AMEND_TARGET,
        Act.SUBMIT_OBJECTIVE,
        Act.RETURN_OBJECTIVE,
        Act.APPROVE_OBJECTIVE,
        Act.RETURN_CHECK_IN,
        Act.ASK_EXPLANATION,
        Act.ANSWER_EXPLANATION,
        Act.REORGANISE,
        Act.REMOVE,
        Act.ERASE,
        Act.ACCEPT_TASK,
        Act.RETURN_TASK,
        Act.CANCEL_TASK,
        Act.CONFIRM_CAUSE,
        Act.DECLINE_CAUSE,
        Act.SUBMIT_EVALUATION,
        Act.RETURN_EVALUATION,
        Act.PROPOSE_EVALUATION,
        Act.APPROVE_EVALUATION,
        Act.REOPEN_EVALUATION,
        Act.COMPLAIN,
        Act.ANSWER_COMPLAINT,
        Act.PUBLISH_RULE_PACK,
        Act.DECIDE_CONFLICT,
    )
)
