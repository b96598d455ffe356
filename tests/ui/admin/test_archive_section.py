"""The list of what is archived: brought back from it, removed for good, and both taken back."""

from dataclasses import replace

from okrdesk.domain.organisation import Role
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.measure_units import add_measure_unit
from okrdesk.services.people import find_people
from okrdesk.services.removal import remove_for_good
from okrdesk.services.roles import grant_role
from tests.ui.admin.hands import Hands, texts
from ui.screens.admin.archive import ArchiveSection
from ui.widgets.comment_dialog import ReasonDialog

NAME = "lượt khảo sát"


def put_away(hands: Hands) -> ArchiveSection:
    def call(desk: Desk) -> None:
        archive(desk, "measure_unit", add_measure_unit(desk, NAME).value)

    hands.screen.desktop.application.submit(call).result()
    return hands.go(hands.archive)


def test_what_is_archived_is_found_by_kind_and_person_and_brought_back(hands: Hands) -> None:
    section = put_away(hands)
    assert texts(section.table, 1) == [NAME]
    section.kind.set_value("objective")
    section.kind.edited.emit()
    hands.settle()
    assert section.model.rowCount() == 0
    section._reset()
    hands.settle()
    hands.do("archive.restore")
    hands.settle()
    assert hands.said == f"“{NAME}” đã trở lại danh sách."
    assert section.model.rowCount() == 0
    hands.undo()
    assert texts(section.table, 1) == [NAME]


def test_removal_for_good_asks_for_the_reason_and_keeps_it(hands: Hands) -> None:
    section = put_away(hands)
    hands.do("archive.remove")
    dialog = hands.dialog(ReasonDialog)
    hands.press_save(dialog)
    assert dialog.row._error.text()
    dialog.comment.set_value("Nhập nhầm")
    hands.press_save(dialog)
    assert hands.is_closed(ReasonDialog)
    assert section.model.rowCount() == 0
    section.removed.set_value(True)
    section.removed.edited.emit()
    hands.settle()
    assert (texts(section.table, 1), texts(section.table, 4)) == ([NAME], ["Nhập nhầm"])
    assert not hands.may("archive.restore")


def test_who_removed_nothing_is_no_filter_of_what_was_removed(hands: Hands) -> None:
    def by_two(desk: Desk) -> str:
        mine = add_measure_unit(desk, NAME).value
        archive(desk, "measure_unit", mine)
        remove_for_good(desk, "measure_unit", mine, "Nhập nhầm")
        other = next(row.id for row in find_people(desk) if row.id != desk.person_id)
        grant_role(desk, other, Role.ADMINISTRATOR)
        theirs = add_measure_unit(desk, "lượt phỏng vấn").value
        archive(replace(desk, person_id=other), "measure_unit", theirs)
        return other

    other = hands.desk(by_two)
    section = hands.go(hands.archive)
    section.who.set_value(other)
    section.removed.set_value(True)
    section.removed.edited.emit()
    hands.settle()
    assert section.who.value() is None
    assert texts(section.table, 1) == [NAME]
