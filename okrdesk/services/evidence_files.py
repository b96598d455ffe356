"""Files of this computer that people attach: read whole, never larger than an attachment may be."""

from pathlib import Path

from okrdesk.db.evidence_store import check_size
from okrdesk.errors import Code, Fault
from okrdesk.sentences import reason_of
from okrdesk.services.check_ins import EvidenceFile


def whole_file(path: Path) -> EvidenceFile:
    """Return a file to attach; raise Refused(FILE_TOO_LARGE), Fault(FILE_UNREADABLE)."""
    try:
        check_size(path.name, path.stat().st_size)
        return EvidenceFile(path.name, path.read_bytes())
    except OSError as error:
        reason = reason_of(error, path)
        raise Fault(Code.FILE_UNREADABLE, file=path.name, reason=reason) from error
