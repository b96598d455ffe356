"""What is chosen on the left is on the right as it prints; printing and saving take those bytes."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from okrdesk.domain.meeting import Meeting
from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.forms import render
from okrdesk.forms.gathering import SpanKind
from okrdesk.forms.pages import page_text
from okrdesk.forms.render import shared_renderer
from okrdesk.services.desk import Desk
from okrdesk.services.meetings import hold_meeting
from tests.ui.reading import nameless
from ui.desktop import Desktop, Scope
from ui.print_dialog import PrintDialog
from ui.screens.forms.chooser import Whose
from ui.screens.forms.making import draw, draw_all
from ui.screens.forms.register_dialog import RegisterDialog
from ui.screens.forms.screen import FormsScreen
from ui.screens.forms.sources import Ground, SpanChoice, Wish, load_ground, prepare
from ui.shell.jobs import Ticket
from ui.widgets.empty import EmptyState


@pytest.fixture
def screen(show_screen: Callable[[type[FormsScreen]], FormsScreen], qtbot: QtBot) -> FormsScreen:
    shown = show_screen(FormsScreen)
    qtbot.waitUntil(lambda: text_of(shown) != "")
    return shown


def text_of(screen: FormsScreen) -> str:
    """Return the first page's text, "" while nothing is shown."""
    pdf = screen.view.pdf
    return page_text(pdf, 0) if pdf and screen.paper.currentWidget() is screen.view else ""


def choose(screen: FormsScreen, whose: Whose, qtbot: QtBot) -> None:
    screen.chooser.whose.set_value(whose)
    screen.chooser.whose.edited.emit()
    qtbot.waitUntil(lambda: screen.chooser.model.rowCount() > 0)


def answer_file(screen: FormsScreen, path: Path) -> None:
    """Choose `path` in the file dialog that is open."""
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()


def test_opens_with_ones_own_form_of_the_running_period(screen: FormsScreen) -> None:
    text = text_of(screen)
    assert "Lê Thị Ánh Tuyết" in text
    assert "Quý IV" in text
    assert screen.chooser.form.currentText().startswith("F11 · Phiếu đăng ký")
    assert screen.actions_.live("forms.print").isEnabled()
    assert not screen.actions_.live("forms.folder").isEnabled()


def test_the_period_follows_the_top_bar(screen: FormsScreen, qtbot: QtBot) -> None:
    other = next(one.id for one in cycles_of(screen.desktop) if "III" in one.name)
    screen.desktop.set_scope(Scope(cycle=other))
    qtbot.waitUntil(lambda: screen._asked is not None and screen._asked.span == other)
    assert screen.chooser.span.value() == other


def test_a_unit_sent_from_another_screen_is_chosen(screen: FormsScreen, qtbot: QtBot) -> None:
    unit = ground_of(screen.desktop).units[2]
    screen.open_item("unit", unit.id)
    qtbot.waitUntil(
        lambda: screen._asked is not None and screen._asked.owner == Owner(unit_id=unit.id)
    )
    assert screen.chooser.whose.value() is Whose.UNIT
    assert screen.chooser.table.currentIndex().data().strip() == unit.name


def test_a_person_sent_before_the_first_answer_is_chosen(
    show_screen: Callable[[type[FormsScreen]], FormsScreen], sample_desktop: Desktop, qtbot: QtBot
) -> None:
    person = ground_of(sample_desktop).people[5]
    screen = show_screen(FormsScreen)
    screen.open_item("person", person.id)
    qtbot.waitUntil(lambda: screen.chooser.owner() == Owner(person_id=person.id))


def test_a_link_to_nobody_never_shows_somebody_else(screen: FormsScreen, qtbot: QtBot) -> None:
    screen.open_item("person", "somebody-archived")
    qtbot.waitUntil(lambda: screen.chooser.whose.value() is Whose.PERSON)
    screen.chooser._take_counts(Counter())
    assert screen.chooser.owner() is None
    assert isinstance(screen.paper.currentWidget(), EmptyState)


def test_a_name_is_found_without_its_accents(screen: FormsScreen, qtbot: QtBot) -> None:
    choose(screen, Whose.PERSON, qtbot)
    qtbot.keyClicks(screen.chooser.search, "anh tuyet")
    qtbot.keyClick(screen.chooser.search, Qt.Key.Key_Return)
    rows = screen.chooser.model.rowCount()
    names = [screen.chooser.model.row(place).name for place in range(rows)]
    assert names == ["Lê Thị Ánh Tuyết"]
    assert screen.chooser.table.currentIndex().row() == 0


def test_who_has_no_objectives_gets_a_way_on_and_no_paper(
    screen: FormsScreen, qtbot: QtBot
) -> None:
    choose(screen, Whose.PERSON, qtbot)
    model = screen.chooser.model
    qtbot.waitUntil(lambda: model.row(0).objectives is not None)
    rows = [model.row(place) for place in range(model.rowCount())]
    screen.open_item("person", next(row.id for row in rows if not row.objectives))
    qtbot.waitUntil(lambda: isinstance(screen.paper.currentWidget(), EmptyState))
    assert "chưa có mục tiêu" in screen.paper.currentWidget().title.text()
    assert not screen.actions_.live("forms.print").isEnabled()
    assert screen.view.pdf is None


def test_a_form_one_may_not_print_says_so_in_its_place(screen: FormsScreen, qtbot: QtBot) -> None:
    screen._answer(no_authority())
    state = screen.paper.currentWidget()
    assert isinstance(state, EmptyState)
    assert state.text.text()
    assert not screen.actions_.live("forms.save").isEnabled()


def test_saving_writes_the_bytes_of_the_preview(
    screen: FormsScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "phiếu.pdf"
    screen.actions_.live("forms.save").trigger()
    answer_file(screen, file)
    qtbot.waitUntil(lambda: str(file) in screen.messages.text())
    assert file.read_bytes() == screen.view.pdf


def test_printing_hands_over_the_bytes_of_the_preview(
    screen: FormsScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_dialogs(monkeypatch)
    screen.actions_.live("forms.print").trigger()
    qtbot.waitUntil(lambda: opened == [screen.view.pdf])


def test_what_is_printed_is_in_the_register_and_the_register_knows_it(
    screen: FormsScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "phiếu.pdf"
    screen.actions_.live("forms.save").trigger()
    answer_file(screen, file)
    qtbot.waitUntil(file.exists)
    screen.actions_.live("forms.register").trigger()
    dialog = screen.findChild(RegisterDialog)
    assert dialog is not None
    assert nameless(dialog) == []
    dialog.check_file(str(file))
    qtbot.waitUntil(dialog.attach.isEnabled)
    assert dialog.verdict.text() == "Các trang đúng với bản đã in và đã vào sổ."
    dialog.code.set_value("không có mã này")
    dialog._check_code()
    qtbot.waitUntil(lambda: dialog.messages.text() != "")
    dialog.close()


def test_a_form_of_units_is_never_somebodys(screen: FormsScreen, qtbot: QtBot) -> None:
    screen.chooser.form.set_value("F4")
    screen.chooser.form.edited.emit()
    assert screen.chooser.whose.value() is Whose.UNIT
    qtbot.waitUntil(lambda: screen.actions_.live("forms.workbook").isVisible())


def test_a_list_of_the_agency_is_asked_for_by_its_form_and_period(
    screen: FormsScreen, qtbot: QtBot
) -> None:
    screen.open_item("F5", "2026-10 ")
    top = ground_of(screen.desktop).units[0]
    wish = Wish("F5", "2026-10", Owner(unit_id=top.id))
    qtbot.waitUntil(lambda: screen._shown is not None and screen._shown.wish == wish)


def test_a_meeting_that_was_found_is_shown_by_its_minutes(
    screen: FormsScreen, qtbot: QtBot
) -> None:
    def hold(desk: Desk) -> str:
        today = desk.today()
        return hold_meeting(desk, Meeting("", "Giao ban", today, desk.person_id)).value

    id = screen.desktop.application.submit(hold).result()
    screen.refresh()
    screen.open_item("meeting", id)
    qtbot.waitUntil(lambda: "BIÊN BẢN HỌP" in text_of(screen))
    assert screen.chooser.fields.row("span").text == "Cuộc họp"


def test_forms_of_the_same_facts_are_papers_of_their_own(
    screen: FormsScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    def choose_form(code: str) -> None:
        screen.chooser.form.set_value(code)
        screen.chooser.form.edited.emit()

    choose_form("F4")
    qtbot.waitUntil(lambda: "BẢNG TỔNG HỢP" in text_of(screen))
    choose_form("F5")
    # What is still in view is not what is chosen: it is neither printed nor saved for it.
    assert not screen.actions_.live("forms.save").isEnabled()
    qtbot.waitUntil(lambda: "DANH SÁCH" in text_of(screen))
    assert screen.actions_.live("forms.save").isEnabled()
    assert screen.view.accessibleDescription().startswith("F5 ")


def test_a_batch_leaves_out_who_has_nothing_and_tells_how_many(
    screen: FormsScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(screen, Whose.MEMBERS, qtbot)
    qtbot.waitUntil(lambda: "chưa có mục tiêu" in screen.chooser.count.text())
    count = len(screen.chooser.members())
    assert screen.chooser.count.text().startswith(f"Sẽ lập {count} phiếu")
    screen.actions_.live("forms.folder").trigger()
    answer_file(screen, tmp_path / "phiếu")
    qtbot.waitUntil(lambda: f"Đã lập {count} phiếu" in screen.messages.text())
    files = sorted((tmp_path / "phiếu").iterdir())
    assert len(files) == count > 1
    assert files[0].name.startswith("F11-001-")


def test_a_batch_is_printed_as_one_paper(
    screen: FormsScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_dialogs(monkeypatch)
    choose(screen, Whose.MEMBERS, qtbot)
    qtbot.waitUntil(lambda: screen.chooser.model.row(0).objectives is not None)
    names = [screen.chooser.model.row(place).name for place in range(2)]
    screen.actions_.live("forms.print").trigger()
    qtbot.waitUntil(lambda: len(opened) == 1)
    assert names[0] in page_text(opened[0], 0)


def test_a_stopped_batch_makes_nothing_more(screen: FormsScreen, qtbot: QtBot) -> None:
    choose(screen, Whose.MEMBERS, qtbot)
    ticket = Ticket()
    ticket.stop()
    with pytest.raises(CancelledError):
        draw_all(screen._batch(), screen.desktop.application.submit, ticket)


def test_the_first_page_waits_for_no_fonts_that_are_loaded(
    sample_desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = ground_of(sample_desktop)
    cycle = next(one.id for one in cycles_of(sample_desktop) if one.is_current)
    ask = partial(prepare, wish=Wish("F11", cycle, Owner(person_id=ground.own_id)))
    prepared = sample_desktop.application.submit(ask).result()
    shared_renderer()
    monkeypatch.setattr(render, "Renderer", None)
    assert draw(prepared)


def test_every_field_has_a_name_that_is_read_aloud(screen: FormsScreen) -> None:
    nameless = [
        widget
        for widget in screen.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
    ]
    assert nameless == []


def ground_of(desktop: Desktop) -> Ground:
    return desktop.application.submit(load_ground).result()


def cycles_of(desktop: Desktop) -> tuple[SpanChoice, ...]:
    return ground_of(desktop).spans[SpanKind.CYCLE]


def no_authority() -> Exception:
    return Refused(Code.NO_AUTHORITY)


def opened_dialogs(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Keep what print dialogs would print, instead of looking for printers."""
    opened: list[bytes] = []
    monkeypatch.setattr(PrintDialog, "__init__", lambda _self, pdf, *_more: opened.append(pdf))
    monkeypatch.setattr(PrintDialog, "open", lambda _self: None)
    return opened
