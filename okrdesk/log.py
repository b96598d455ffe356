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

    def formatException(  # noqa: N802 (logging's name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the frames and the type of an exception."""
        return describe(ei[1]) if ei[1] is not None else ""


def start(folder: Path) -> Path:
    """Log into `folder`/logs from now on, and write a crash file there if the program fails.

    Returns the folder of the logs. A folder that cannot be written is left alone: the program
    says elsewhere why its data folder does not work.
    """
    logs = folder / "logs"
    try:
        logs.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            logs / "okrdesk.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
    except OSError:
        return logs
    handler.setFormatter(QuietFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    _watch_for_crashes(logs)
    return logs


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


def _watch_for_crashes(logs: Path) -> None:
    def on_error(
        kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logging.getLogger("okrdesk").critical("Unexpected error", exc_info=error)
        write_crash(logs, error)

    def on_thread_error(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            on_error(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_error
    threading.excepthook = on_thread_error
    _watch_for_faults(logs)


def _watch_for_faults(logs: Path) -> None:
    """Let a fault of the machine code (Qt, SQLite) leave its frames in a crash file."""
    last = logs / "fault.txt"
    if last.exists() and last.stat().st_size > 0:
        last.replace(logs / f"crash-{datetime.now().astimezone():%Y%m%d-%H%M%S}-fault.txt")
    stream: TextIO = last.open("w", encoding="utf-8")
    faulthandler.enable(stream, all_threads=True)


def _short(name: str) -> str:
    path = Path(name)
    return path.relative_to(_HOME).as_posix() if path.is_relative_to(_HOME) else path.name
