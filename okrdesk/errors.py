"""The errors that a person may meet: a closed list of codes with parameters, without wording.

`okrdesk.sentences` turns a code into a sentence in the reader's language. `Refused` means that a
rule, a right or the input says no; `Fault` means that the surroundings failed (disk, lock, keyring,
damaged file). Anything else that is raised is a bug and is reported as one.
"""

from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """What went wrong, named once for code, command line and tests."""

    # Input and rules
    MISSING_FIELD = "missing_field"
    BAD_NUMBER = "bad_number"
    BAD_DECIMAL = "bad_decimal"
    BAD_DATE = "bad_date"
    BAD_VALUE = "bad_value"
    TOO_LONG = "too_long"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    NO_AUTHORITY = "no_authority"
    UNEXPECTED = "unexpected"

    # Rules of key results
    BAD_PERIOD = "bad_period"
    LIMITS_UPSIDE_DOWN = "limits_upside_down"
    START_EQUALS_TARGET = "start_equals_target"
    STEPS_NEED_WEIGHT = "steps_need_weight"
    TARGET_WRONG_SIDE = "target_wrong_side"
    WEIGHT_OUT_OF_RANGE = "weight_out_of_range"

    # Store
    PASSWORDS_DIFFER = "passwords_differ"
    ALREADY_OPEN = "already_open"
    BACKUP_DAMAGED = "backup_damaged"
    BACKUP_FOREIGN = "backup_foreign"
    DISK_ERROR = "disk_error"
    DISK_FULL = "disk_full"
    FOLDER_LOW_SPACE = "folder_low_space"
    FOLDER_NETWORK = "folder_network"
    FOLDER_READ_ONLY = "folder_read_only"
    KEYRING_UNAVAILABLE = "keyring_unavailable"
    KEY_FILE_DAMAGED = "key_file_damaged"
    KEY_FILE_EXISTS = "key_file_exists"
    KEY_FILE_MISSING = "key_file_missing"
    NEWER_DATABASE = "newer_database"
    PATH_MISSING = "path_missing"
    PASSWORD_NEEDED = "password_needed"
    PASSWORD_NOT_GIVEN = "password_not_given"
    RECOVERY_KEY_MISTYPED = "recovery_key_mistyped"
    STORE_BUSY = "store_busy"
    STORE_DAMAGED = "store_damaged"
    STORE_READ_ONLY = "store_read_only"
    STORE_UNREADABLE = "store_unreadable"
    UPGRADE_FAILED = "upgrade_failed"
    WRONG_KEY = "wrong_key"
    WRONG_PASSWORD = "wrong_password"
    WRONG_RECOVERY_KEY = "wrong_recovery_key"

    # Workbooks
    CELL_ERROR = "cell_error"
    DUPLICATE_ROW = "duplicate_row"
    FILE_NOT_HERE = "file_not_here"
    FILE_NOT_SENT = "file_not_sent"
    FILE_NOT_WRITTEN = "file_not_written"
    FILE_UNREADABLE = "file_unreadable"
    FORMULA_NOT_CALCULATED = "formula_not_calculated"
    IMPORT_HAS_PROBLEMS = "import_has_problems"
    MISSING_COLUMN = "missing_column"
    NOT_A_WORKBOOK = "not_a_workbook"
    NOTHING_TO_IMPORT = "nothing_to_import"
    NO_HEADER = "no_header"
    OBJECTIVE_WITHOUT_KEY_RESULT = "objective_without_key_result"
    WORKBOOK_DAMAGED = "workbook_damaged"
    WORKBOOK_ENCRYPTED = "workbook_encrypted"
    WORKBOOK_OLD_FORMAT = "workbook_old_format"
    WORKBOOK_TOO_BIG = "workbook_too_big"
    WORKBOOK_TOO_MANY_CELLS = "workbook_too_many_cells"
    WORKBOOK_UNSAFE = "workbook_unsafe"

    # Settings of this computer
    SETTINGS_NOT_SAVED = "settings_not_saved"
    SETTINGS_UNREADABLE = "settings_unreadable"

    # Acts
    ALREADY_CORRECTED = "already_corrected"
    NOTHING_TO_DRAW = "nothing_to_draw"
    NO_OFFICE = "no_office"
    LOCKED = "locked"
    SHARE_RANGE = "share_range"
    UNIT_LOOP = "unit_loop"
    STILL_IN_USE = "still_in_use"
    NOT_ARCHIVED = "not_archived"
    CODE_TAKEN = "code_taken"
    LINK_LOOP = "link_loop"
    ARCHIVED = "archived"
    FILE_TOO_LARGE = "file_too_large"
    CONFIDENCE_RANGE = "confidence_range"
    REASON_NEEDED = "reason_needed"
    REVIEW_STATE = "review_state"
    TOO_MANY_TAGS = "too_many_tags"
    TOO_MANY_OWNERS = "too_many_owners"
    SHARED_TWICE = "shared_twice"
    NOT_A_UNIT = "not_a_unit"
    SHARED_WITH_OWNER = "shared_with_owner"
    REVIEW_CHANGED = "review_changed"
    APPROVAL_LEVEL = "approval_level"
    REMARK_OF_OWN = "remark_of_own"
    REMARK_STATE = "remark_state"
    NOT_RED = "not_red"
    BLOCKER_CLOSED = "blocker_closed"
    TARGET_REASON = "target_reason"
    CYCLE_CLOSED = "cycle_closed"
    CYCLE_NOT_OPEN = "cycle_not_open"
    DATES_UPSIDE_DOWN = "dates_upside_down"
    DATE_OUTSIDE = "date_outside"
    DATE_IN_FUTURE = "date_in_future"
    DATE_IN_PAST = "date_in_past"
    CHANGED_SINCE = "changed_since"
    NOTHING_TO_UNDO = "nothing_to_undo"

    # Forms
    PDF_UNREADABLE = "pdf_unreadable"
    PRINT_FAILED = "print_failed"
    FORM_TEMPLATE_UNSAFE = "form_template_unsafe"
    FORM_TEMPLATE_BROKEN = "form_template_broken"
    FORM_FAILED = "form_failed"
    FORM_OF_PERSON = "form_of_person"
    FORM_OF_UNIT = "form_of_unit"
    FORM_WITHOUT_WORKBOOK = "form_without_workbook"
    DOCUMENT_WITHOUT_MARK = "document_without_mark"
    DOCUMENT_UNKNOWN = "document_unknown"
    SIGNING_NOT_INSTALLED = "signing_not_installed"
    SIGNING_KEY = "signing_key"
    SIGNING_PLACE = "signing_place"

    # Organisation
    LEADER_AND_DEPUTY = "leader_and_deputy"
    LAST_ADMINISTRATOR = "last_administrator"
    UNIT_DISSOLVED = "unit_dissolved"
    UNIT_NOT_IN_FORCE = "unit_not_in_force"
    TOO_FEW_UNITS = "too_few_units"
    NOTHING_CHANGES = "nothing_changes"
    REORGANISED_LATER = "reorganised_later"
    REORGANISED_TOO_EARLY = "reorganised_too_early"
    NAME_TAKEN = "name_taken"
    NUMBER_TAKEN = "number_taken"
    BAD_PERSONAL_NUMBER = "bad_personal_number"

    # Synchronisation
    SYNC_UNSTABLE = "sync_unstable"
    SERVER_TOO_SLOW = "server_too_slow"

    # The server
    DATABASE_UNREACHABLE = "database_unreachable"
    DATABASE_URL = "database_url"
    PASSWORD_SHORT = "password_short"
    USER_TAKEN = "user_taken"
    USER_NAME_BAD = "user_name_bad"
    USER_DISABLED = "user_disabled"
    NO_AGENCY_YET = "no_agency_yet"
    WHICH_AGENCY = "which_agency"
    SERVER_WITHOUT_TLS = "server_without_tls"
    TLS_FILES = "tls_files"
    ADDRESS_TAKEN = "address_taken"
    WORKER_FAILED = "worker_failed"

    # Cycles
    CYCLE_NESTING = "cycle_nesting"
    CYCLE_STEP = "cycle_step"

    # Carried files
    DATABASE_IN_USE = "database_in_use"
    BUNDLE_FOREIGN = "bundle_foreign"
    BUNDLE_NEWER = "bundle_newer"
    BUNDLE_IS_AN_ANSWER = "bundle_is_an_answer"
    BUNDLE_NOT_AN_ANSWER = "bundle_not_an_answer"
    BUNDLE_OLDER = "bundle_older"
    BUNDLE_UNKNOWN_MACHINE = "bundle_unknown_machine"
    BUNDLE_OTHER_MACHINE = "bundle_other_machine"
    BUNDLE_OTHER_SERVER = "bundle_other_server"
    BUNDLE_TOO_MANY_CHANGES = "bundle_too_many_changes"
    BUNDLE_TOO_LARGE = "bundle_too_large"
    BUNDLE_UNSIGNED = "bundle_unsigned"
    BUNDLE_DAMAGED = "bundle_damaged"
    BUNDLE_TRUNCATED = "bundle_truncated"

    # Audit and backup of the server
    POSTGRESQL_TOOL = "postgresql_tool"
    COSIGNATURE_WRONG = "cosignature_wrong"
    CHECKPOINT_FORGED = "checkpoint_forged"
    HISTORY_REWRITTEN = "history_rewritten"
    GUARD_UNREADABLE = "guard_unreadable"
    DATABASE_BEHIND = "database_behind"
    SERVER_DATA_THERE = "server_data_there"
    SERVER_BACKUP_DAMAGED = "server_backup_damaged"
    BACKUP_FAILED = "backup_failed"
    RESTORE_FAILED = "restore_failed"

    # This computer and its server
    SERVER_REFUSES = "server_refuses"
    LEASE_OVER = "lease_over"
    FOLDER_HOLDS_OFFICE = "folder_holds_office"
    SECOND_FACTOR_NEEDED = "second_factor_needed"
    ENROLMENT_DENIED = "enrolment_denied"
    DEVICE_KEY_MISSING = "device_key_missing"
    DEVICE_UNKNOWN = "device_unknown"
    DEVICE_REVOKED = "device_revoked"
    SERVER_BUSY = "server_busy"
    SERVER_CANNOT_STORE = "server_cannot_store"
    SERVER_MISBEHAVES = "server_misbehaves"
    SERVER_ADDRESS_BAD = "server_address_bad"
    SERVER_NEEDS_TLS = "server_needs_tls"
    SERVER_NOT_TRUSTED = "server_not_trusted"
    SERVER_UNREACHABLE = "server_unreachable"
    NOT_ENROLLED = "not_enrolled"

    # Rule packs
    PACK_FAULTY = "pack_faulty"
    PACK_SYNTAX = "pack_syntax"
    PACK_ENCODING = "pack_encoding"
    PACK_UNREADABLE = "pack_unreadable"
    PACK_TOO_LARGE = "pack_too_large"
    PACK_MISSING = "pack_missing"
    PACK_UNKNOWN_KEY = "pack_unknown_key"
    PACK_WRONG_TYPE = "pack_wrong_type"
    PACK_TEXT_LONG = "pack_text_long"
    PACK_ID = "pack_id"
    PACK_WORD = "pack_word"
    PACK_BELOW_ZERO = "pack_below_zero"
    PACK_OUT_OF_RANGE = "pack_out_of_range"
    PACK_NOT_ZERO = "pack_not_zero"
    PACK_REPEATED = "pack_repeated"
    PACK_DAY_OF_YEAR = "pack_day_of_year"
    PACK_WEEKEND = "pack_weekend"
    PACK_DATES_UPSIDE_DOWN = "pack_dates_upside_down"
    PACK_CLASH = "pack_clash"
    PACK_TOTALS = "pack_totals"
    PACK_TREE_SUM = "pack_tree_sum"
    PACK_GROUP_SUM = "pack_group_sum"
    PACK_GROUP_MARKED = "pack_group_marked"
    PACK_STEP = "pack_step"
    PACK_BAND_UPSIDE_DOWN = "pack_band_upside_down"
    PACK_BANDS_OVERLAP = "pack_bands_overlap"
    PACK_BANDS_HOLE = "pack_bands_hole"
    PACK_BOUND_UPSIDE_DOWN = "pack_bound_upside_down"
    PACK_LADDER_END = "pack_ladder_end"
    PACK_LADDER_ORDER = "pack_ladder_order"
    PACK_UNKNOWN_COMPONENT = "pack_unknown_component"
    PACK_GRADES_OF_TASKS = "pack_grades_of_tasks"
    PACK_FORMULA_EMPTY = "pack_formula_empty"
    PACK_QUOTA_OUTSTANDING = "pack_quota_outstanding"
    PACK_NOT_SHIPPED = "pack_not_shipped"

    # The facts that a score is computed from
    SHEET_SYNTAX = "sheet_syntax"
    SHEET_MISSING = "sheet_missing"
    SHEET_WRONG_TYPE = "sheet_wrong_type"
    SHEET_BELOW_ZERO = "sheet_below_zero"
    SHEET_OUT_OF_RANGE = "sheet_out_of_range"
    SHEET_WORD = "sheet_word"
    SHEET_UNKNOWN_KEY = "sheet_unknown_key"
    SHEET_REPEATED = "sheet_repeated"
    SHEET_TOO_LARGE = "sheet_too_large"

    # Evaluations
    RULE_PACK_PUBLISHED = "rule_pack_published"
    RULE_PACK_DRAFT = "rule_pack_draft"
    RULE_PACK_NONE = "rule_pack_none"
    PERIOD_CLOSED = "period_closed"
    PERIOD_OPEN = "period_open"
    TASK_PERIOD_CLOSED = "task_period_closed"
    BAND_ABOVE_UNIT = "band_above_unit"
    PERIOD_INCOMPLETE = "period_incomplete"
    EVALUATION_STATE = "evaluation_state"
    EVALUATION_BLOCKED = "evaluation_blocked"
    EVALUATION_MISSING = "evaluation_missing"
    SCORE_MISSING = "score_missing"
    DAYS_PRESENT = "days_present"
    COMPLAINT_LATE = "complaint_late"
    BROUGHT_PERIOD = "brought_period"

    # Tasks and catalogues
    TASK_QUANTITY = "task_quantity"
    TASK_COEFFICIENT = "task_coefficient"
    TASK_AGREED = "task_agreed"
    TASK_STATE = "task_state"
    TASK_NOTHING_LEFT = "task_nothing_left"
    TASK_IN_USE = "task_in_use"
    COEFFICIENT_BOUNDS = "coefficient_bounds"
    DONE_TOO_MUCH = "done_too_much"
    DONE_TOO_LONG_AGO = "done_too_long_ago"
    FAULT_COUNT = "fault_count"
    CAUSE_EMPTY = "cause_empty"
    CAUSE_STATE = "cause_state"
    SHARE_PERCENT = "share_percent"
    SHARE_TWICE = "share_twice"
    SHARES_TOO_MUCH = "shares_too_much"
    CATALOGUE_BASELINE = "catalogue_baseline"
    CATALOGUE_GROUP = "catalogue_group"
    CATALOGUE_DATES = "catalogue_dates"
    DIRECTIVE_KNOWN = "directive_known"
    ITEM_POINTS = "item_points"
    ITEM_ABOVE_CAP = "item_above_cap"

    # The end of a cycle
    LATE_WINDOW_OVER = "late_window_over"
    OBJECTIVE_CLOSED = "objective_closed"
    CLOSED_FOR_GOOD = "closed_for_good"
    GRADE_RANGE = "grade_range"
    CYCLE_NOT_SETTLED = "cycle_not_settled"
    CYCLE_NOT_JUDGED = "cycle_not_judged"
    SAME_CYCLE = "same_cycle"

    # Indicators
    VERSION_TOO_EARLY = "version_too_early"
    INDICATOR_OWNER = "indicator_owner"
    INDICATOR_KIND = "indicator_kind"


class OkrError(Exception):
    """An error with a code, the parameters of its sentence, and the field it belongs to, if any."""

    def __init__(self, code: Code, /, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.field = field
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code.value}({details})"


class Refused(OkrError):
    """A rule, a right or the input says no; nothing was written."""


class Fault(OkrError):
    """The surroundings failed: disk, lock, keyring, a damaged or foreign file."""
