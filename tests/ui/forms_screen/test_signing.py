"""Signing from the register of printed forms, and what the register says of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from okrdesk.domain.objective import Owner
from okrdesk.forms import signing
from tests.forms.keys import PASSWORD, make_pair, write_key
from tests.ui.reading import clipped, nameless
from ui.screens.forms.making import draw
from ui.screens.forms.register_dialog import RegisterDialog
from ui.screens.forms.screen import FormsScreen
from ui.screens.forms.sign_dialog import SignDialog
from ui.screens.forms.sources import Wish, enter, load_ground, prepare

ShowForms = Callable[[type[FormsScreen]], FormsScreen]


@pytest.fixture
def screen(show_screen: ShowForms) -> FormsScreen:
    return show_screen(FormsScreen)


@pytest.fixture
def printed(screen: FormsScreen, tmp_path: Path) -> Path:
    """Give the file of one's own registration, which the register knows."""
    submit = screen.desktop.application.submit
    ground = submit(load_ground).result()
    cycle = next(one.id for spans in ground.spans.values() for one in spans if one.is_current)
    wish = Wish("F11", cycle, Owner(person_id=ground.own_id))
    prepared = submit(partial(prepare, wish=wish)).result()
    submit(partial(enter, sheets=[prepared])).result()
    file = tmp_path / "phieu.pdf"
    file.write_bytes(draw(prepared))
    return file


def opened(screen: FormsScreen, file: Path, qtbot: QtBot) -> RegisterDialog:
    """Return the register with what it says of a file."""
    dialog = RegisterDialog(screen)
    dialog.open()
    dialog.check_file(str(file))
    qtbot.waitUntil(dialog.attach.isEnabled)
    return dialog


def test_a_sheet_is_signed_attached_and_told_of(
    screen: FormsScreen, printed: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(screen, printed, qtbot)
    dialog.sign.click()
    sign = dialog.findChild(SignDialog)
    assert sign is not None
    qtbot.waitUntil(sign.sign.isEnabled)
    assert nameless(sign) + clipped(sign) == []
    key = write_key(make_pair(), tmp_path / "khoa.p12")
    sign.form.set_values({"key": str(key.file), "secret": "sai"})
    sign.sign_to(str(tmp_path / "da-ky.pdf"))
    qtbot.waitUntil(lambda: "khoa.p12" in sign.messages.text())
    sign.secret.set_value(PASSWORD)
    sign.sign_to(str(tmp_path / "da-ky.pdf"))
    qtbot.waitUntil(lambda: "da-ky.pdf, SHA-256" in dialog.details.text())
    assert dialog.messages.text() == "Đã ký da-ky.pdf và đính kèm vào sổ."
    kept = screen.desktop.settings.recall("forms.signing", {})
    assert kept["key"] == str(key.file)
    assert PASSWORD not in str(kept)
    dialog.close()


def test_a_code_alone_cannot_be_signed(screen: FormsScreen, printed: Path, qtbot: QtBot) -> None:
    dialog = opened(screen, printed, qtbot)
    assert dialog.sign.isEnabled()
    assert dialog._answer is not None
    assert dialog._answer.document is not None
    dialog.code.set_value(dialog._answer.document.code)
    dialog._check_code()
    qtbot.waitUntil(lambda: not dialog.sign.isEnabled())
    assert dialog.attach.isEnabled()
    dialog.close()


def test_without_the_package_it_says_how_to_get_it(
    screen: FormsScreen, printed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "is_installed", lambda: False)
    dialog = opened(screen, printed, qtbot)
    assert not dialog.sign.isEnabled()
    assert dialog.sign.toolTip().startswith("Máy này chưa cài phần ký số.")
    dialog.close()
