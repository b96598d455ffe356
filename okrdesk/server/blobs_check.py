"""What an attachment may be: no program, by its first bytes and its name, and clean by a scanner.

The scanner is the administrator's own command (`OKRDESK_SCAN`, such as `clamdscan --no-summary`).
Its last word is the path of the file, and it answers by its status: 0 is clean, all else is not.
"""

import logging
import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCAN_VARIABLE = "OKRDESK_SCAN"
_SCAN_SECONDS = 60
_log = logging.getLogger(__name__)

# Windows, Linux and macOS programs, scripts with an interpreter, shortcuts, Java classes.
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"\x00asm",
)
_ENDING_LIST = """
    app apk bat cmd com cpl deb dll exe gadget hta inf ins jar js jse lnk mjs msc msi msp mst pif
    ps1 ps1xml ps2 psc1 psm1 py pyw reg rpm scf scr sct sh so sys url vb vbe vbs wsc wsf wsh
    """
_ENDINGS = frozenset(_ENDING_LIST.split())


def is_program(content: bytes, names: Sequence[str] = ()) -> bool:
    """Say whether a file could be run, by its first bytes or by one of its names."""
    if content.startswith(_PROGRAMS):
        return True
    return any(name.rpartition(".")[2].strip().lower() in _ENDINGS for name in names if "." in name)


@dataclass(frozen=True)
class Scanner:
    """A command that says whether a file is clean; without words every file is."""

    words: tuple[str, ...] = ()

    @classmethod
    def configured(cls) -> "Scanner":
        """Return the scanner that the administrator has set for this server."""
        return cls(tuple(shlex.split(os.environ.get(SCAN_VARIABLE, ""))))

    def is_clean(self, content: bytes, folder: Path) -> bool:
        """Say whether the scanner finds nothing; a scanner that fails or hangs lets nothing in.

        The file stands in `folder` while it is looked at, readable by the scanner's group.
        """
        if not self.words:
            return True
        with tempfile.NamedTemporaryFile(prefix="scan-", dir=folder) as file:
            file.write(content)
            file.flush()
            Path(file.name).chmod(0o640)
            try:
                ended = subprocess.run(  # noqa: S603 - the administrator's own command
                    [*self.words, file.name],
                    capture_output=True,
                    timeout=_SCAN_SECONDS,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                _log.error("the scanner of attachments failed: %s", type(error).__name__)
                return False
        return ended.returncode == 0
