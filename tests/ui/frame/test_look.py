"""Colours that can be read, icons that can be drawn, a text size that is live."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from okrdesk.domain.health import Health
from tests.conftest import ROOT
from ui.theme import icons
from ui.theme.sheet import sheet
from ui.theme.theme import Theme
from ui.theme.tokens import DARK, LIGHT, Tokens, palette_of, tokens_of
from ui.widgets.marks import MARKS, mark_of, word_of

GROUNDS = ("canvas", "surface", "selected", "hover")


def luminance(colour: str) -> float:
    parts = [part / 255 for part in QColor(colour).getRgb()[:3]]  # type: ignore[index]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_can_be_read_on_every_ground(tokens: Tokens, ground: str) -> None:
    below = getattr(tokens, ground)
    assert contrast(tokens.text, below) >= 7
    assert contrast(tokens.muted, below) >= 4.5
    assert contrast(tokens.accent, below) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_and_messages_can_be_read(tokens: Tokens) -> None:
    for role in ("good", "warn", "bad", "idle"):
        for ground in ("canvas", "surface"):
            assert contrast(getattr(tokens, role), getattr(tokens, ground)) >= 4.5
    for role in ("accent", "good", "warn", "bad"):
        assert contrast(tokens.text, tokens.tint(getattr(tokens, role))) >= 7
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_painters_find_their_tokens_by_the_palette(qapp: QApplication, tokens: Tokens) -> None:
    assert tokens_of(palette_of(tokens)) is tokens


def test_every_health_has_its_shape_and_word() -> None:
    assert set(MARKS) == set(Health)
    telling = [health for health in Health if mark_of(health).role != "idle"]
    assert len({mark_of(health).shape for health in telling}) == len(telling)
    assert word_of(Health.BEHIND) == "chậm"


def test_every_icon_is_of_the_family(qapp: QApplication) -> None:
    assert len(icons.names()) >= 35
    for name in icons.names():
        text = (ROOT / "resources" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        assert 'viewBox="0 0 20 20"' in text
        assert 'stroke="currentColor"' in text
        assert 'stroke-width="1.6"' in text
        assert is_drawn(icons.pixmap(name, "#FF0000", 20).toImage()), name


def is_drawn(image: QImage) -> bool:
    return any(
        image.pixelColor(x, y).alpha() > 0
        for x in range(image.width())
        for y in range(image.height())
    )


def test_every_icon_that_the_code_names_is_there() -> None:
    named = re.compile(r'(?:icon=|set_icon\([\w.]+, |tool\([^"]*"[^"]*"\), )"([a-z-]+)"')
    known = set(icons.names())
    for file in Path(ROOT / "ui").rglob("*.py"):
        for name in named.findall(file.read_text(encoding="utf-8")):
            assert name in known, f"{file.name}: {name}"


def test_the_text_size_is_live(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    button = QPushButton("Lưu")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint().height()
    theme.set_percent(200)
    assert qapp.font().pointSizeF() == pytest.approx(21)
    assert button.sizeHint().height() > before * 1.4


def test_the_ground_follows_the_system_or_the_choice(qapp: QApplication, theme: Theme) -> None:
    theme.set_ground("dark")
    assert tokens_of(qapp.palette()) is DARK
    theme.set_ground("system")
    dark = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert tokens_of(qapp.palette()) is (DARK if dark else LIGHT)


def test_the_sheet_names_no_colour_but_tokens() -> None:
    light = {name: getattr(LIGHT, name) for name in ("canvas", "surface", "text", "accent")}
    dark_sheet = sheet(DARK, 100)
    for name, colour in light.items():
        assert colour.lower() not in dark_sheet.lower(), name
