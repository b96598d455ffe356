"""The alignment map goes from a directive down to key results, and names the orphans."""

from datetime import date

import pytest

from okrdesk.domain.alignment import AlignmentMap
from okrdesk.domain.directive import Directive, DirectiveItem, DirectiveKind
from okrdesk.domain.objective import LinkKind, Objective, Owner
from okrdesk.services.alignment import MapChoice, find_alignment
from okrdesk.services.archive import archive
from okrdesk.services.directives import add_directive, save_directive_item
from okrdesk.services.objectives import Alignment, add_objective, link_objective
from tests.offices import END, START, Office, align, make_key_result, make_objective


def entities(found: AlignmentMap) -> dict[str, str]:
    return {node.title: node.entity for node in found.nodes}


def columns(found: AlignmentMap) -> dict[str, int]:
    return {node.title: found.places[node.id][0] for node in found.nodes}


@pytest.fixture
def item(office: Office) -> str:
    directive = Directive("", "12-NQ/TU", DirectiveKind.RESOLUTION, "Cải cách", date(2026, 1, 5))
    id = add_directive(office.desk, directive).value
    save_directive_item(office.desk, DirectiveItem("", id, "Chưa ai làm"))
    return save_directive_item(office.desk, DirectiveItem("", id, "Rút ngắn thời gian")).value


@pytest.fixture
def top(office: Office, item: str) -> str:
    owner = Owner(unit_id=office.ids.root)
    return make_objective(office.desk, office.ids, owner, title="Của sở", directive_item_id=item)


def test_it_goes_from_the_directive_to_the_key_results(office: Office, top: str) -> None:
    make_key_result(office.desk, top, title="KR của sở")
    below = make_objective(office.desk, office.ids, Owner(office.ids.officer), title="Của tôi")
    make_key_result(office.desk, below, title="KR của tôi")
    align(office.desk, below, top)
    found = find_alignment(office.desk, MapChoice())
    assert columns(found) == {
        "12-NQ/TU: Cải cách": 0,
        "Rút ngắn thời gian": 1,
        "Của sở": 2,
        "KR của sở": 3,
        "Của tôi": 3,
        "KR của tôi": 4,
    }
    without = find_alignment(office.desk, MapChoice(has_key_results=False))
    assert "key_result" not in entities(without).values()


def test_a_link_to_a_key_result_hangs_on_it(office: Office, top: str) -> None:
    part = make_key_result(office.desk, top, title="KR của sở")
    below = make_objective(office.desk, office.ids, Owner(office.ids.officer), title="Của tôi")
    link_objective(office.desk, below, top, Alignment(LinkKind.SUPPORTS, None, part))
    found = find_alignment(office.desk, MapChoice())
    (edge,) = (one for one in found.edges if one.below == below)
    assert (edge.above, edge.is_counted) == (part, False)
    whole = find_alignment(office.desk, MapChoice(has_key_results=False))
    (edge,) = (one for one in whole.edges if one.below == below)
    assert edge.above == top


def test_orphans_are_those_that_serve_nothing_above(office: Office, top: str, item: str) -> None:
    ids = office.ids
    make_objective(office.desk, ids, Owner(ids.officer), title="Mồ côi")
    serving = {"title": "Phục vụ văn bản", "directive_item_id": item}
    make_objective(office.desk, ids, Owner(unit_id=ids.division), **serving)
    aligned = make_objective(office.desk, ids, Owner(unit_id=ids.division), title="Có liên kết")
    align(office.desk, aligned, top)
    found = find_alignment(office.desk, MapChoice())
    assert [node.title for node in found.orphans] == ["Mồ côi"]


def test_a_directive_shows_all_its_items_and_what_hangs_on_them(office: Office, top: str) -> None:
    make_objective(office.desk, office.ids, Owner(office.ids.officer), title="Ngoài văn bản")
    whole = find_alignment(office.desk, MapChoice())
    directive = next(node.id for node in whole.nodes if node.entity == "directive")
    found = find_alignment(office.desk, MapChoice(directive_id=directive))
    assert entities(found) == {
        "12-NQ/TU: Cải cách": "directive",
        "Chưa ai làm": "directive_item",
        "Rút ngắn thời gian": "directive_item",
        "Của sở": "objective",
    }


def test_what_is_archived_or_of_another_cycle_is_not_drawn(office: Office, top: str) -> None:
    other = MapChoice(cycle_id=office.ids.year)
    assert "Của sở" not in entities(find_alignment(office.desk, other))
    archive(office.desk, "objective", top)
    assert find_alignment(office.desk, MapChoice()).nodes == ()


def test_what_is_served_is_drawn_in_whatever_cycle(office: Office) -> None:
    ids = office.ids
    of_year = Objective("", ids.year, "Năm", Owner(unit_id=ids.root), START, END)
    year = add_objective(office.desk, of_year).value
    align(office.desk, make_objective(office.desk, ids, Owner(ids.officer), title="Quý"), year)
    found = find_alignment(office.desk, MapChoice(cycle_id=ids.quarter))
    assert columns(found) == {"Năm": 0, "Quý": 1}
