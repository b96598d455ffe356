"""The keyboard and the mouse of the virtual screen.

The keyboard has a key for each Vietnamese letter, with Shift for the capital. Without them xdotool
would move a letter onto a free key right before it presses it, and lose every second one.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

PATIENCE_S = 60
LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
FIRST_FREE_KEY = 136
KEYBOARD = """xkb_keymap {{
xkb_keycodes {{ include "evdev+aliases(qwerty)"
{codes} }};
xkb_types {{ include "complete" }};
xkb_compat {{ include "complete" }};
xkb_symbols {{ include "pc+us"
{keys} }};
}};
"""
COPYING = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication(sys.argv[:1])
application.clipboard().setText(sys.argv[1])
print("copied", flush=True)
application.exec()
"""


class Hands:
    """Presses keys and types, as the X server tells the window that has the focus."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        subprocess.run(
            ["xkbcomp", "-w", "0", "-", self._environment["DISPLAY"]],
            input=keyboard(),
            env=self._environment,
            text=True,
            check=True,
            timeout=PATIENCE_S,
        )

    def key(self, *keys: str) -> None:
        """Press keys one after the other: "Return", "ctrl+l"."""
        self._do("key", "--delay", "4", *keys)

    def type(self, text: str) -> None:
        """Type letters, figures and signs."""
        self._do("type", "--delay", "4", "--", text)

    def click(self, point: tuple[int, int]) -> None:
        """Click with the left button."""
        self._do("mousemove", str(point[0]), str(point[1]), "click", "1")

    def minimize(self) -> None:
        """Put the active window away."""
        self._do("getactivewindow", "windowminimize")

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=PATIENCE_S)


def keyboard() -> str:
    """Return the keyboard for the X server: the usual one, and the Vietnamese letters."""
    codes = [f"<V{place:02}> = {FIRST_FREE_KEY + place};" for place in range(len(LETTERS))]
    keys = [
        f"key <V{place:02}> {{ [ U{ord(letter):04X}, U{ord(letter.upper()):04X} ] }};"
        for place, letter in enumerate(LETTERS)
    ]
    return KEYBOARD.format(codes="\n".join(codes), keys="\n".join(keys))


@contextmanager
def clipboard(environment: Mapping[str, str], text: str) -> Iterator[None]:
    """Be the other program from which `text` was copied, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", COPYING, text],
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "copied\n"
        yield
    finally:
        process.kill()
        process.communicate()
