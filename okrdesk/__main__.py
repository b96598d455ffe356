"""The entry point: a command runs it; without one the window opens.

`okrdesk [--data DIR]` opens the window, `okrdesk --sample` opens it on the sample office, which is
made in the data folder when there is none, and `okrdesk COMMAND …` is the command line.
"""

import sys


def main() -> int:
    """Open the window or run a command; return the exit status."""
    words = sys.argv[1:]
    if _asks_for_window(words):
        from ui.main import main as open_window

        return open_window(words)
    from okrdesk.cli.main import main as run_command

    return run_command(words)


def _asks_for_window(words: list[str]) -> bool:
    rest = iter(words)
    for word in rest:
        if word in ("--data", "--lang"):
            next(rest, None)
        elif not word.startswith(("--data=", "--lang=")) and word != "--sample":
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
