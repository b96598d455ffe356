"""Directives: written by who may, their items, their files, found again, put away."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.tasks import Source
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.desk import Desk
from okrdesk.services.details import find_key_result_detail
from okrdesk.services.directives import (
    Axis,
    Directive,
    DirectiveItem,
    DirectiveKind,
    EvidenceFile,
    add_directive,
    attach_directive_file,
    edit_directive,
    find_directive,
    find_directive_files,
    find_directive_item,
    find_directives,
    may_edit_directives,
    save_directive_item,
)
from okrdesk.services.held_files import read_file
from okrdesk.services.history import find_history
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.objective_details import find_objective_detail
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.services.search import resolve, search
from okrdesk.services.task_details import find_task_detail
from okrdesk.services.tasks import add_task, edit_task, find_task
from tests.offices import Office, make_key_result, make_objective
from tests.services.work import task

DIRECTIVE = Directive(
    "", "05-NQ/TU", DirectiveKind.RESOLUTION, "Nâng chỉ số hài lòng", date(2026, 1, 15), "Tỉnh ủy"
)


def item(directive_id: str, title: str = "Rút ngắn thời gian giải quyết", **more: Any) -> Any:
    return DirectiveItem("", directive_id, title, **more)


def refusal(call: Any, *args: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        call(*args)
    return refused.value


def first_item(desk: Desk, directive_id: str, **more: Any) -> str:
    return save_directive_item(desk, item(directive_id, **more)).value


def test_a_directive_comes_with_its_items_in_one_act(office: Office) -> None:
    ids = office.ids
    items = [
        item("x", " Việc  một ", article="Điều 2", lead_unit_id=ids.division, axis=Axis.ECONOMY),
        item("x", "Việc hai", support_unit_ids=(ids.team, ids.other), due_on=date(2026, 12, 31)),
    ]
    made = add_directive(office.desk, DIRECTIVE, items)
    found = find_directive(office.desk, made.value)
    assert found == replace(DIRECTIVE, id=made.value)
    kept = [find_directive_item(office.desk, id) for entity, id in made.touched if "item" in entity]
    first, second = sorted(kept, key=lambda one: one.ordinal)
    assert (first.title, first.article, first.axis) == ("Việc một", "Điều 2", Axis.ECONOMY)
    assert second.support_unit_ids == tuple(sorted((ids.team, ids.other)))
    assert first.directive_id == second.directive_id == made.value


def test_a_later_item_comes_last_and_is_changed_in_place(office: Office) -> None:
    directive = add_directive(office.desk, DIRECTIVE, [item("", "Một")]).value
    made = first_item(office.desk, directive, title="Hai", lead_unit_id=office.ids.team)
    known = find_directive_item(office.desk, made)
    assert known.ordinal == 2
    support = (office.ids.team, office.ids.other)
    save_directive_item(office.desk, replace(known, target="≥ 95 %", support_unit_ids=support))
    changed = find_directive_item(office.desk, made)
    assert (changed.target, changed.support_unit_ids) == ("≥ 95 %", (office.ids.other,))
    assert "target" in {entry.field for entry in find_history(office.desk, made)}


def test_only_who_edits_directives_writes_them_and_everybody_reads_them(office: Office) -> None:
    directive = add_directive(office.desk, DIRECTIVE).value
    head = office.seat(office.ids.head)
    assert may_edit_directives(office.desk)
    assert not may_edit_directives(head)
    calls: list[tuple[Any, ...]] = [
        (add_directive, replace(DIRECTIVE, code="X")),
        (edit_directive, replace(find_directive(head, directive), title="Khác")),
        (save_directive_item, item(directive)),
    ]
    for call, given in calls:
        assert refusal(call, head, given).code is Code.NO_AUTHORITY
    file = EvidenceFile("nq.pdf", b"%PDF")
    assert refusal(attach_directive_file, head, directive, file).code is Code.NO_AUTHORITY
    assert refusal(archive, head, "directive", directive).code is Code.NO_AUTHORITY
    assert [one.id for one in find_directives(head)] == [directive]


def test_a_directive_is_known_by_number_and_day(office: Office) -> None:
    made = add_directive(office.desk, DIRECTIVE).value
    again = replace(DIRECTIVE, code="05-nq/tu ")
    assert refusal(add_directive, office.desk, again).code is Code.DIRECTIVE_KNOWN
    other = add_directive(office.desk, replace(again, issued_on=date(2026, 2, 1))).value
    moved = replace(find_directive(office.desk, other), issued_on=DIRECTIVE.issued_on)
    assert refusal(edit_directive, office.desk, moved).field == "code"
    edit_directive(office.desk, replace(find_directive(office.desk, made), title="Tên mới"))
    assert [one.title for one in find_directives(office.desk)] == [DIRECTIVE.title, "Tên mới"]


def test_what_an_item_names_is_known_and_its_deadline_after_the_day_of_issue(
    office: Office,
) -> None:
    directive = add_directive(office.desk, DIRECTIVE).value
    for wrong, code in (
        (item(directive, " "), Code.MISSING_FIELD),
        (item(directive, lead_unit_id=office.ids.head), Code.NOT_FOUND),
        (item(directive, due_on=date(2026, 1, 1)), Code.DATES_UPSIDE_DOWN),
        (item(office.ids.root), Code.NOT_FOUND),
    ):
        assert refusal(save_directive_item, office.desk, wrong).code is code
    archive(office.desk, "directive", directive)
    assert refusal(save_directive_item, office.desk, item(directive)).code is Code.ARCHIVED
    assert find_directives(office.desk) == []
    restore(office.desk, "directive", directive)
    assert len(find_directives(office.desk)) == 1


def test_the_file_of_a_directive_is_kept_whole(office: Office) -> None:
    directive = add_directive(office.desk, DIRECTIVE).value
    attach_directive_file(office.desk, directive, EvidenceFile("nq05.pdf", b"%PDF-1.7 ..."))
    reader = office.seat(office.ids.officer)
    (file,) = find_directive_files(reader, directive)
    assert (file.name, file.size, file.who) == ("nq05.pdf", 12, "Nguyễn Văn An")
    assert read_file(reader, file.sha256) == b"%PDF-1.7 ..."
    assert refusal(read_file, reader, "0" * 64).code is Code.NOT_FOUND
    large = EvidenceFile("lớn.pdf", bytes(20 * 1024 * 1024 + 1))
    assert refusal(attach_directive_file, office.desk, directive, large).code is Code.FILE_TOO_LARGE


def test_work_names_the_item_it_serves(office: Office) -> None:
    desk, ids = office.desk, office.ids
    serves = first_item(desk, add_directive(desk, DIRECTIVE).value)
    objective = make_objective(desk, ids, directive_item_id=serves, axis=Axis.TECHNOLOGY)
    assert find_objective(desk, objective).axis is Axis.TECHNOLOGY
    assert find_objective(desk, objective).directive_item_id == serves
    measure = Measure(Kind.YES_NO)
    key_result = make_key_result(desk, objective, measure, directive_item_id=serves)
    assert find_key_result(desk, key_result).directive_item_id == serves
    made = add_task(desk, task(ids.head, directive_item_id=serves)).value
    assert find_task(desk, made).source is Source.DIRECTIVE


def test_work_is_put_behind_no_item_that_is_gone_and_keeps_the_one_it_has(office: Office) -> None:
    desk, ids = office.desk, office.ids
    directive = add_directive(desk, DIRECTIVE).value
    serves, away = first_item(desk, directive), first_item(desk, directive, title="Việc khác")
    objective = make_objective(desk, ids, directive_item_id=serves)
    key_result = make_key_result(desk, objective, directive_item_id=serves)
    made = add_task(desk, task(ids.head, directive_item_id=serves)).value
    for one in (serves, away):
        archive(desk, "directive_item", one)
    edit_objective(desk, replace(find_objective(desk, objective), title="Tên mới"))
    edit_key_result(desk, replace(find_key_result(desk, key_result), title="Tên mới"))
    edit_task(desk, replace(find_task(desk, made), note="Ghi chú"))
    changes: list[tuple[Any, Any, str]] = [
        (edit_objective, find_objective, objective),
        (edit_key_result, find_key_result, key_result),
        (edit_task, find_task, made),
    ]
    for edit, find, id in changes:
        for to, code in ((away, Code.ARCHIVED), (ids.root, Code.NOT_FOUND)):
            wanted = replace(find(desk, id), directive_item_id=to)
            assert refusal(edit, desk, wanted).code is code
        edit(desk, replace(find(desk, id), directive_item_id=None))
        assert find(desk, id).directive_item_id is None


def test_directives_are_found_by_their_words_and_named_by_their_number(office: Office) -> None:
    directive = add_directive(office.desk, DIRECTIVE, [item("", "Số hóa hồ sơ lưu trữ")]).value
    plain = add_directive(office.desk, replace(DIRECTIVE, code="07-KH/TU", title="")).value
    assert [hit.id for hit in search(office.desk, "nang chi so")] == [directive]
    assert [hit.entity for hit in search(office.desk, "so hoa luu")] == ["directive_item"]
    assert [(hit.id, hit.title) for hit in search(office.desk, "07-kh")] == [(plain, "07-KH/TU")]
    assert resolve(office.desk, "directive", "05-nq/tu") == ("directive", directive)


def test_from_work_one_step_leads_back_to_the_item(office: Office) -> None:
    desk, ids = office.desk, office.ids
    directive = add_directive(desk, DIRECTIVE).value
    serves = first_item(desk, directive, article="Điều 2")
    cited = "05-NQ/TU · Điều 2 · Rút ngắn thời gian giải quyết"
    objective = make_objective(desk, ids, directive_item_id=serves)
    key_result = make_key_result(desk, objective, directive_item_id=serves)
    made = add_task(desk, task(ids.head, directive_item_id=serves)).value
    for detail in (
        find_objective_detail(desk, objective),
        find_key_result_detail(desk, key_result),
        find_task_detail(desk, made),
    ):
        assert detail.serves is not None
        assert (detail.serves.id, detail.serves.cited) == (serves, cited)
    assert find_objective_detail(desk, make_objective(desk, ids, title="Khác")).serves is None
