"""The entry point: a command runs it; without one the window opens.

`okrdesk [--data DIR]` opens the window; with `--sample` a data folder that does not exist yet is
filled with the sample office instead of asking. `okrdesk COMMAND …` is the command line.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from okrdesk.paths import default_data_folder


def main() -> int:
    """Open the window or run a command; return the exit status."""
    words = sys.argv[1:]
    wanted = _window(words)
    if wanted is None:
        from okrdesk.cli.main import main as run_command

        return run_command(words)
    if not _has_screen():
        return _without_screen()
    # One collection in the midst of Qt's classes costs 15 ms; `run` turns it on again.
    gc.disable()
    from ui.main import run

    folder, sample = wanted
    return run(folder, sample=sample)


def _window(words: Sequence[str]) -> tuple[Path, bool] | None:
    """Return the folder to open the window on, and whether as a sample; None for a command."""
    folder, sample = default_data_folder(), False
    rest = iter(words)
    for word in rest:
        if word == "--sample":
            sample = True
        elif word == "--data" and (given := next(rest, None)):
            folder = Path(given)
        elif word.startswith("--data="):
            folder = Path(word.removeprefix("--data="))
        else:
            return None
    return folder, sample


def _has_screen() -> bool:
    """Say whether a window can open; without a display Qt would end the process with a core."""
    asked = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in asked)


def _without_screen() -> int:
    from okrdesk import i18n
    from okrdesk.i18n import _

    i18n.use("vi")
    print(
        _("There is no screen here for the window. For a shell, see: okrdesk --help"),
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
