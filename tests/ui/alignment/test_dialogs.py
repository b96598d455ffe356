"""An objective is shared among units and handed down from the window; the map leads to things."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from okrdesk.domain.objective import Owner
from ui.alignment.hand_down_dialog import HandDownDialog, told
from ui.alignment.map_dialog import MapDialog
from ui.alignment.share_dialog import ShareDialog
from ui.desktop import Desktop
from ui.screens.objectives.screen import ObjectivesScreen


@pytest.fixture
def screen(show_screen: Any, qtbot: QtBot) -> ObjectivesScreen:
    made: ObjectivesScreen = show_screen(ObjectivesScreen)
    qtbot.waitUntil(lambda: made._listed is not None)
    return made


def ask(desktop: Desktop, call: Any) -> Any:
    return desktop.application.submit(call).result()


def first(desk: Any) -> tuple[str, str, str]:
    """Return an objective with key results that the person may edit, its title, another unit."""
    from okrdesk.services.cycles import current_cycle
    from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows
    from okrdesk.services.objective_details import find_objective_detail
    from okrdesk.services.units import find_units

    wanted = Filter(cycle_id=current_cycle(desk).id)
    rows = find_objective_rows(desk, find_objective_ids(desk, wanted))
    row = next(
        one for one in rows if one.key_results and find_objective_detail(desk, one.id).may_edit
    )
    units = [unit.id for unit in find_units(desk, desk.today()) if unit.id != row.owner_unit_id]
    return row.id, row.title, units[0]


def shares(objective_id: str) -> Any:
    def read(desk: Any) -> Any:
        from okrdesk.services.shares import find_shares

        return find_shares(desk, objective_id)

    return read


def test_units_are_chosen_with_their_weights(screen: ObjectivesScreen, qtbot: QtBot) -> None:
    id, title, unit = ask(screen.desktop, first)
    dialog = ShareDialog(id, title, screen)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.units._rows))
    dialog.units.set_value([(Owner(None, unit), Decimal(30))])
    qtbot.waitUntil(lambda: bool(dialog.units.editor(0, 0).text()))
    with qtbot.waitSignal(dialog.saved):
        dialog.save.click()
    (share,) = ask(screen.desktop, shares(id))
    assert (share.unit_id, share.weight) == (unit, Decimal(30))


def test_a_person_is_no_unit(screen: ObjectivesScreen, qtbot: QtBot) -> None:
    id, title, _unit = ask(screen.desktop, first)
    person = ask(screen.desktop, lambda desk: desk.person_id)
    dialog = ShareDialog(id, title, screen)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.units._rows))
    dialog.units.set_value([(Owner(person), None)])
    qtbot.waitUntil(lambda: bool(dialog.units.editor(0, 0).text()))
    dialog.save.click()
    assert dialog.row._error.text() == "Hãy chọn đơn vị ở mỗi dòng, không chọn cá nhân."
    dialog._sure = True
    dialog.close()


def test_an_objective_is_handed_down_with_a_key_result(
    screen: ObjectivesScreen, qtbot: QtBot
) -> None:
    id, title, _unit = ask(screen.desktop, first)
    me = Owner(ask(screen.desktop, lambda desk: desk.person_id))
    dialog = HandDownDialog(id, title, screen)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog._ticks))
    dialog.owners.set_value([(me,)])
    qtbot.waitUntil(lambda: bool(dialog.owners.editor(0, 0).text()))
    dialog._ticks[0][1].setChecked(True)
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save.click()
    (made,) = saved.args[0].value

    def below(desk: Any) -> Any:
        from okrdesk.services.objective_details import find_objective_detail

        return find_objective_detail(desk, made)

    detail = ask(screen.desktop, below)
    assert (detail.objective.title, detail.objective.owner) == (title, me)
    assert len(detail.key_results) == 1
    assert [link.objective_id for link in detail.links] == [id]


def test_handing_down_to_nobody_is_told_at_the_field(
    screen: ObjectivesScreen, qtbot: QtBot
) -> None:
    id, title, _unit = ask(screen.desktop, first)
    dialog = HandDownDialog(id, title, screen)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog._ticks))
    dialog.save.click()
    qtbot.waitUntil(dialog.owner_row.has_error)
    dialog.close()


def test_it_says_how_many_were_handed_down() -> None:
    assert told(3) == "Đã giao xuống 3 mục tiêu."


@pytest.fixture
def shown(screen: ObjectivesScreen, qtbot: QtBot) -> MapDialog:
    dialog = MapDialog(screen)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog._found.nodes))
    return dialog


def test_the_map_opens_what_is_chosen(shown: MapDialog, qtbot: QtBot) -> None:
    node = next(one for one in shown._found.nodes if one.entity == "objective")
    shown.map.select(node.id)
    with qtbot.waitSignal(shown.desktop.go) as gone:
        shown.show_.click()
    assert gone.args == ["objectives", "objective", node.id]


def test_orphans_stand_beside_the_map_and_are_found_on_it(shown: MapDialog) -> None:
    orphans = shown._found.orphans
    assert orphans
    assert shown.orphans.count() == len(orphans)
    shown.orphans.setCurrentRow(0)
    assert shown.map.current == orphans[0]
    assert shown.align.isEnabled()
    shown.close()


def test_the_search_goes_to_a_thing(shown: MapDialog) -> None:
    node = shown._found.nodes[-1]
    shown._search(node.title.upper())
    assert shown.map.current is not None
    assert shown.map.current.title == node.title
    shown.close()


@pytest.mark.parametrize("suffix", ["svg", "pdf"])
def test_it_is_saved_as_a_picture(
    shown: MapDialog, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"map.{suffix}"
    shown.export_to(str(file))
    qtbot.waitUntil(shown.messages.isVisible)
    assert file.read_bytes()[:4] in (b"<svg", b"%PDF")
    shown.close()
