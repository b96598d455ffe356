"""What a person is told of an error: the sentence of its code, or a plain one for a bug, which
is logged.
"""

import logging

from okrdesk.errors import Code, Fault, OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain

log = logging.getLogger(__name__)


def sentence_of(error: BaseException) -> str:
    """Return the sentence to show; whatever is not ours is a bug and goes to the log with its
    trace.
    """
    if isinstance(error, OkrError):
        return explain(error)
    log.error("Unexpected error", exc_info=error)
    return _("Something unexpected went wrong. Nothing was lost; the log has the details.")


def tone_of(error: BaseException) -> str:
    """Return the tone of the message bar: a refusal warns, a fault or a bug is bad."""
    return "warn" if isinstance(error, OkrError) and not isinstance(error, Fault) else "bad"


def is_wiping(error: BaseException) -> bool:
    """Say whether an error tells that the key of this computer's data was destroyed."""
    return isinstance(error, OkrError) and error.code is Code.DEVICE_REVOKED
