"""The screen as a whole: who sees it, what a planner may do on it, names and room for all."""

from functools import partial

import pytest

from okrdesk.domain.organisation import Role
from tests.ui.admin.hands import Hands
from tests.ui.conftest import ShowScreen
from tests.ui.reading import clipped, nameless
from ui.desktop import Desktop
from ui.screens.admin.person_dialog import PersonDialog
from ui.screens.admin.screen import AdminScreen
from ui.screens.admin.section import Section
from ui.screens.registry import screens


@pytest.mark.parametrize(
    ("roles", "sees"),
    [
        (set(), False),
        ({Role.AGENCY_LEADER}, False),
        ({Role.PLANNER}, True),
        ({Role.ADMINISTRATOR}, True),
    ],
)
def test_only_planners_and_administrators_see_the_screen(
    sample_desktop: Desktop, roles: set[Role], sees: bool
) -> None:
    sample_desktop.roles = frozenset(roles)
    spec = next(one for one in screens() if one.id == "admin")
    assert spec.allowed(sample_desktop) is sees


def test_opening_the_office_tells_the_desktop_the_roles(sample_desktop: Desktop) -> None:
    opened = sample_desktop.application.open("mật khẩu của tôi").result()
    assert opened.roles == {Role.ADMINISTRATOR, Role.PLANNER}


def test_a_planner_changes_cycles_and_reads_the_rest(
    sample_desktop: Desktop, show_screen: ShowScreen[AdminScreen], hands: Hands
) -> None:
    sample_desktop.roles = frozenset({Role.PLANNER})
    planner = Hands(hands.qtbot, hands.desktop, show_screen(AdminScreen))
    planner.wait(lambda: bool(planner.units.count))
    assert not planner.may("unit.add")
    assert not planner.may("unit.edit")
    assert planner.may("unit.history")
    planner.go(planner.cycles)
    assert planner.may("cycle.add")
    assert not planner.may("unit.add")
    planner.go(planner.office)
    assert not planner.office.form.isEnabled()
    assert not planner.office.rules.isEnabled()


def test_actions_of_a_section_are_possible_only_while_it_is_in_view(hands: Hands) -> None:
    assert hands.may("unit.add")
    assert not hands.may("person.add")
    hands.go(hands.people)
    assert hands.may("person.add")
    assert not hands.may("unit.add")


def test_a_section_is_read_again_after_changes_of_what_it_shows_alone(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.go(hands.people)
    hands.go(hands.units)
    read: list[Section] = []
    for section in (hands.units, hands.people):
        monkeypatch.setattr(section, "refresh", partial(read.append, section))
    hands.desktop.changed.emit(frozenset({("task", "x"), ("cycle", "x"), ("role_grant", "x")}))
    assert read == []
    hands.desktop.changed.emit(frozenset({("unit", "x")}))
    assert read == [hands.units]
    hands.go(hands.people)
    assert read == [hands.units, hands.people]
    hands.screen.hide()
    hands.desktop.changed.emit(frozenset({("person", "x")}))
    assert read == [hands.units, hands.people]
    hands.screen.show()
    assert read == [hands.units, hands.people, hands.people]


def test_what_ctrl_k_found_is_selected_in_its_section(hands: Hands) -> None:
    hands.go(hands.people)
    person = next(row for row in hands.people.model._rows.values() if row.code == "016")
    hands.go(hands.cycles)
    hands.screen.open_item("person", person.id)
    hands.settle()
    assert hands.screen.section is hands.people
    assert hands.people.selected == person
    unit = next(row for row in hands.units.model._rows if row.code == "TT")
    hands.screen.open_item("unit", unit.id)
    hands.settle()
    assert hands.units.selected == unit


def test_every_section_and_the_dialog_of_a_person_are_named_and_whole(hands: Hands) -> None:
    for place in range(hands.screen.tabs.count()):
        section = hands.go(hands.screen.section_at(place))
        assert nameless(hands.screen) + clipped(hands.screen) == [], type(section).__name__
    hands.go(hands.people)
    hands.do("person.edit")
    dialog = hands.dialog(PersonDialog)
    assert nameless(dialog) + clipped(dialog) == []
