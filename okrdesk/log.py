"""The log: a rotating file without personal data, and a crash file that the next start offers to
show.

What people typed never gets in: of an exception only its type and the places in our code are
written, never its message, because messages carry names and numbers.
"""

import faulthandler
import logging
import sys
import threading
import traceback
from contextlib import suppress
from copy import copy
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from okrdesk import __version__

LOG_BYTES = 500_000
LOG_FILES = 3
_HOME = Path(__file__).resolve().parent.parent


class QuietFormatter(logging.Formatter):
    """Writes time, level, place and text; of an exception its type and frames, not its message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; another handler's text of the exception is not taken over."""
        own = copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(  # noqa: N802 (logging's name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the frames and the type of an exception."""
        return describe(ei[1]) if ei[1] is not None else ""


class Log:
    """The log of one data folder while the program runs; `folder` holds its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._handler: logging.Handler | None = None
        self._faults: TextIO | None = None
        self._hooks = (sys.excepthook, threading.excepthook)

    def begin(self) -> None:
        """Log from now on, and leave a crash file behind if the program fails; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._handler = RotatingFileHandler(
            self.folder / "okrdesk.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
        form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
        self._handler.setFormatter(QuietFormatter(form))
        root = logging.getLogger()
        root.addHandler(self._handler)
        root.setLevel(logging.INFO)
        # It would tell of every request where the server is.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        self._watch_for_faults()

    def close(self) -> None:
        """End the log, with everything as it was before."""
        sys.excepthook, threading.excepthook = self._hooks
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()

    def _on_error(
        self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logging.getLogger("okrdesk").critical("Unexpected error", exc_info=error)
        write_crash(self.folder, error)

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_error(args.exc_type, args.exc_value, args.exc_traceback)

    def _watch_for_faults(self) -> None:
        """Let a fault of the machine code (Qt, SQLite) leave its frames in a crash file."""
        last = self.folder / "fault.txt"
        if last.exists() and last.stat().st_size > 0:
            last.replace(
                self.folder / f"crash-{datetime.now().astimezone():%Y%m%d-%H%M%S}-fault.txt"
            )
        self._faults = last.open("w", encoding="utf-8")
        faulthandler.enable(self._faults, all_threads=True)


def start(folder: Path) -> Log:
    """Log into `folder`/logs from now on.

    A folder that cannot be written is left alone: the program says elsewhere why its data folder
    does not work.
    """
    log = Log(folder / "logs")
    with suppress(OSError):
        log.begin()
    return log


def describe(error: BaseException) -> str:
    """Return the type and the frames of `error` and of what caused it, without any message."""
    lines = [
        f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    cause = error.__cause__ or error.__context__
    before = describe(cause) + "\n-- then --\n" if cause is not None else ""
    return before + "\n".join([*lines, type(error).__qualname__])


def pending_crash(logs: Path) -> Path | None:
    """Return the newest crash file that nobody has looked at yet."""
    files = [file for file in logs.glob("crash-*.txt") if file.stat().st_size > 0]
    return max(files, key=lambda file: file.stat().st_mtime, default=None)


def put_aside(logs: Path) -> None:
    """Take every crash file as seen."""
    for file in logs.glob("crash-*.txt"):
        file.replace(file.with_name("seen-" + file.name))


def write_crash(logs: Path, error: BaseException) -> Path:
    """Write what is known of an unexpected end into a new crash file and return it."""
    moment = datetime.now().astimezone()
    file = logs / f"crash-{moment:%Y%m%d-%H%M%S}.txt"
    text = f"okrdesk {__version__}\n{moment.isoformat()}\n{sys.platform} {sys.version}\n\n"
    file.write_text(text + describe(error) + "\n", encoding="utf-8")
    return file


def _short(name: str) -> str:
    path = Path(name)
    return path.relative_to(_HOME).as_posix() if path.is_relative_to(_HOME) else path.name
