"""What a server decides of a change, and why: closed lists for log, messages and screens."""

from enum import StrEnum


class Fate(StrEnum):
    """What became of a change."""

    APPLIED = "applied"
    SUPERSEDED = "superseded"
    REFUSED = "refused"
    PARKED = "parked"


class Reason(StrEnum):
    """Why a change was refused, or what it waits for."""

    NO_AUTHORITY = "no_authority"
    NOT_IN_POSTING = "not_in_posting"
    CYCLE_CLOSED = "cycle_closed"
    STATE_CHANGED = "state_changed"
    BAD_VALUE = "bad_value"
    TOO_LONG = "too_long"
    DEPENDS_ON_REFUSED = "depends_on_refused"
    DUPLICATE_OF = "duplicate_of"
    CLOCK = "clock"
    DEVICE_REVOKED = "device_revoked"
    SCHEMA_TOO_OLD = "schema_too_old"
    QUOTA = "quota"

    # What a parked change waits for.
    MISSING_PARENT = "missing_parent"
    UNSEEN_VERSION = "unseen_version"
    HANDOVER = "handover"
    INTERNAL = "internal"


class FileReason(StrEnum):
    """Why a server does not take an attached file."""

    PROGRAM = "program"
    CONTENT = "content"
    SIZE = "size"
    QUOTA = "quota"
