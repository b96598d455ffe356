"""The guards of the protocol; a test takes each away to see that its absence is noticed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guards:
    """Which guards stand; all of them, but in tests."""

    idempotency: bool = True
    authority: bool = True
    approval_names_content: bool = True
    conflict_record: bool = True
    clock_order: bool = True
    leave_marker: bool = True
    clamp: bool = True
    park: bool = True
    atomic_reply: bool = True
    refused_kept: bool = True
    fork_detection: bool = True
    swap_after_download: bool = True
    epoch: bool = True
    scope_diff: bool = True
    fork_resends_all: bool = True


ALL = Guards()
