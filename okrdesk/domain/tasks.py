"""The fixed lists of work: where a task comes from, what is found wanting, what excuses it."""

from enum import StrEnum


class Source(StrEnum):
    """Where a task comes from."""

    REGULAR = "regular"
    AD_HOC = "ad-hoc"
    KEY_RESULT = "key-result"
    DIRECTIVE = "directive"


class FaultKind(StrEnum):
    """What a reviewer finds wanting in a product (NĐ 335/2025, Điều 14 and 15)."""

    CONTENT = "content"
    DELAY = "delay"


class CauseKind(StrEnum):
    """Why something is nobody's fault: an objective cause, once it is confirmed."""

    OTHER_AGENCY = "other-agency"
    FIELD_WORK = "field-work"
    DISASTER = "disaster"
    CHANGED_TASK = "changed-task"
    OTHER = "other"


class AttachmentKind(StrEnum):
    """What an attached file is to what it hangs on."""

    EVIDENCE = "evidence"
    SCAN = "scan"
    SIGNED = "signed"
