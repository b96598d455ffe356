"""Settings of this computer: declared once here, kept as JSON beside the data, read before
unlocking.

They hold nothing secret. The settings screen, its help texts and its checks come from `SETTINGS`.
What the window merely remembers (column layouts, the last cycle) is kept in the same file under
"memory". A file that cannot be read is set aside and the defaults are used; `Settings.problem` then
says so.
"""

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from okrdesk.errors import Code, Fault, OkrError, Refused
from okrdesk.i18n import N_


class Kind(StrEnum):
    """How a setting is edited and checked."""

    CHOICE = "choice"
    INTEGER = "integer"
    FOLDER = "folder"
    SWITCH = "switch"


@dataclass(frozen=True)
class Setting:
    """One setting: its key in the file, default, label and help; `choices` are (value, label)
    pairs.
    """

    key: str
    default: str | int | bool
    kind: Kind
    label: str
    help: str
    choices: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 0
    group: str = ""


LOOK = N_("Language and appearance")
SAFETY = N_("Lock and backups")
REMINDING = N_("Reminders")

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "language",
        "vi",
        Kind.CHOICE,
        N_("Language"),
        N_("Changes at once; forms on paper stay in Vietnamese."),
        choices=(("vi", N_("Vietnamese")), ("en", N_("English"))),
        group=LOOK,
    ),
    Setting(
        "theme",
        "system",
        Kind.CHOICE,
        N_("Colours"),
        N_("“As the system” follows the light or dark setting of this computer."),
        choices=(("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark"))),
        group=LOOK,
    ),
    Setting(
        "font_percent",
        100,
        Kind.INTEGER,
        N_("Text size (%)"),
        N_("From 90 to 200; the whole window follows at once."),
        low=90,
        high=200,
        group=LOOK,
    ),
    Setting(
        "idle_lock_minutes",
        10,
        Kind.INTEGER,
        N_("Lock after (minutes without use)"),
        N_("The window asks for the password again; what you were typing is kept."),
        low=1,
        high=120,
        group=SAFETY,
    ),
    Setting(
        "backup_folder",
        "",
        Kind.FOLDER,
        N_("Backup folder"),
        N_("Empty: the folder “backups” beside the data. Another disk or a USB stick is safer."),
        group=SAFETY,
    ),
    Setting(
        "reminds",
        True,
        Kind.SWITCH,
        N_("Remind me of what is due"),
        N_("On working days, each thing at most once a day; it can be put off for an hour."),
        group=REMINDING,
    ),
    Setting(
        "reminder_hour",
        9,
        Kind.INTEGER,
        N_("From what hour (0–23)"),
        N_("The reminder comes at this hour, or when the office is opened later."),
        low=0,
        high=23,
        group=REMINDING,
    ),
)
BY_KEY = {setting.key: setting for setting in SETTINGS}


class Settings:
    """The settings of one data folder, in `file`; every `set` is written at once and atomically."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problem: OkrError | None = None
        self._values: dict[str, Any] = {}
        self._memory: dict[str, Any] = {}
        self._load()

    def get(self, key: str) -> Any:
        """Return the value of the declared setting `key`, or its default."""
        return self._values.get(key, BY_KEY[key].default)

    def text(self, key: str) -> str:
        """Return a setting of text or choice."""
        return str(self.get(key))

    def number(self, key: str) -> int:
        """Return a setting that is a whole number."""
        return int(self.get(key))

    def set(self, key: str, value: str | int | bool) -> None:
        """Check and keep `value`; raises Refused(BAD_VALUE) or Fault(SETTINGS_NOT_SAVED)."""
        setting = BY_KEY[key]
        if not _fits(setting, value):
            raise Refused(Code.BAD_VALUE, field=key, text=str(value), allowed=_allowed(setting))
        self._values[key] = value
        self._save()

    def recall(self, key: str, default: Any = None) -> Any:
        """Return what the window remembered under `key`."""
        return self._memory.get(key, default)

    def remember(self, key: str, value: Any) -> None:
        """Keep `value`, which must be plain JSON, under `key`."""
        if self._memory.get(key) != value:
            self._memory[key] = value
            self._save()

    def _load(self) -> None:
        try:
            content = json.loads(self.file.read_text(encoding="utf-8"))
            values, memory = content["settings"], content.get("memory", {})
            self._values = {
                key: value
                for key, value in values.items()
                if key in BY_KEY and _fits(BY_KEY[key], value)
            }
            self._memory = dict(memory)
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.problem = Fault(Code.SETTINGS_UNREADABLE, path=str(self.file))

    def _save(self) -> None:
        text = json.dumps(
            {"settings": self._values, "memory": self._memory}, ensure_ascii=False, indent=2
        )
        fresh = self.file.with_name(self.file.name + ".new")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(text + "\n", encoding="utf-8")
            os.replace(fresh, self.file)
        except OSError as error:
            raise Fault(Code.SETTINGS_NOT_SAVED, path=str(self.file)) from error


def _fits(setting: Setting, value: object) -> bool:
    if setting.kind is Kind.CHOICE:
        return value in [choice for choice, _label in setting.choices]
    if setting.kind is Kind.INTEGER:
        return (
            isinstance(value, int)
            and not isinstance(value, bool)
            and setting.low <= value <= setting.high
        )
    if setting.kind is Kind.SWITCH:
        return isinstance(value, bool)
    return isinstance(value, str)


def _allowed(setting: Setting) -> str:
    if setting.kind is Kind.INTEGER:
        return f"{setting.low}–{setting.high}"
    return ", ".join(value for value, _label in setting.choices)
