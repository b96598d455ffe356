from okrdesk.domain.fate import Fate, Reason
from okrdesk.sync.conflicts import parties
from tests.sync.conftest import Counter


def _pair(counter: Counter):
    objective = counter.objective("one")
    counter.arrive(objective)
    early = counter.edit("one", objective, title="Của một")
    late = counter.edit("head1", objective, title="Của trưởng")
    return objective, early, late


def test_a_lost_value_is_kept_beside_with_both_authors(counter: Counter) -> None:
    objective, early, late = _pair(counter)
    counter.arrive(late)
    counter.arrive(early)
    assert counter.fates(late, early) == [(Fate.APPLIED, None), (Fate.SUPERSEDED, None)]
    (row,) = counter.conflicts()
    assert (row.values["entity"], row.values["eid"]) == ("objective", objective.eid)
    assert row.values["field"] == "title"
    assert row.values["kept"] == {
        "actor": counter.person("head1"),
        "cid": late.cid,
        "hlc": late.hlc,
        "value": "Của trưởng",
        "wall": late.wall,
    }
    assert row.values["lost"]["value"] == "Của một"
    assert parties(row) == [counter.person("head1"), counter.person("one")]


def test_a_clash_is_one_row_whoever_came_first(counter: Counter) -> None:
    other = Counter()
    for one, order in ((counter, (1, 2)), (other, (2, 1))):
        made = _pair(one)
        for place in order:
            one.arrive(made[place])
    assert [key for key in counter.shelf.stored if key[0] == "conflict"] == [
        key for key in other.shelf.stored if key[0] == "conflict"
    ]
    assert counter.conflicts() == other.conflicts()


def test_both_authors_get_the_clash_and_nobody_else(counter: Counter) -> None:
    _, early, late = _pair(counter)
    counter.arrive(early, late)
    (key,) = (key for key in counter.shelf.stored if key[0] == "conflict")
    held = counter.shelf.held_in([key[1]])[key[1]]
    assert held == {f"u:{counter.person('one')}", f"u:{counter.person('head1')}"}


def test_both_authors_may_choose_and_nobody_else(counter: Counter) -> None:
    _, early, late = _pair(counter)
    counter.arrive(early, late)
    (key,) = (key for key in counter.shelf.stored if key[0] == "conflict")

    def choice(who: str):
        values = {"choice": "mine", "chosen_by": counter.person(who), "chosen_at": 5}
        return counter.change(who, ent="conflict", eid=key[1], set=values)

    by = [choice(who) for who in ("leader", "one", "head1")]
    counter.arrive(*by)
    assert counter.fates(*by) == [
        (Fate.REFUSED, Reason.NO_AUTHORITY),
        (Fate.APPLIED, None),
        (Fate.APPLIED, None),
    ]
    assert counter.shelf.stored[key].values["chosen_by"] == counter.person("head1")


def test_an_edit_of_what_was_deleted_is_shown_to_both(counter: Counter) -> None:
    objective, early, _ = _pair(counter)
    gone = counter.remove("head1", objective)
    counter.arrive(gone)
    counter.arrive(early)
    (row,) = counter.conflicts()
    assert row.values["kept"]["cid"] == gone.cid
    assert row.values["lost"]["cid"] == early.cid
    assert row.values["lost"]["value"] == {"title": "Của một"}


def test_each_author_of_what_was_deleted_unseen_is_told(counter: Counter) -> None:
    objective, early, _ = _pair(counter)
    weight = counter.edit("planner", objective, weight="20")
    gone = counter.remove("head1", objective)
    counter.arrive(early, weight)
    counter.arrive(gone)
    told = {row.values["lost"]["cid"]: row.values["lost"]["value"] for row in counter.conflicts()}
    assert told == {early.cid: {"title": "Của một"}, weight.cid: {"weight": "20"}}
    assert all(row.values["kept"]["cid"] == gone.cid for row in counter.conflicts())


def test_a_delete_that_loses_to_a_restore_is_the_lost_one(counter: Counter) -> None:
    objective, _, _ = _pair(counter)
    gone = counter.remove("one", objective)
    counter.arrive(gone)
    again = counter.remove("head1", objective)
    back = counter.change(
        "one",
        ent="objective",
        eid=objective.eid,
        op="restore",
        set={"deleted": False},
        base={"deleted": gone.hlc},
    )
    counter.arrive(back)
    counter.arrive(again)
    (row,) = counter.conflicts()
    assert row.values["lost"]["cid"] == again.cid
    assert row.values["kept"]["cid"] == back.cid
    assert not counter.row(objective).is_deleted


def test_one_who_writes_twice_before_a_sync_does_not_clash_with_oneself(counter: Counter) -> None:
    objective = counter.objective("one")
    counter.arrive(objective)
    ahead = (counter.now_ms + 400_000_000) << 16
    first = counter.replaced(counter.edit("one", objective, title="a"), hlc=ahead)
    then = counter.replaced(counter.edit("one", objective, ahead, title="b"), hlc=ahead + 1)
    counter.arrive(first)
    counter.arrive(then)
    assert not counter.conflicts()
    assert counter.row(objective).values["title"] == "b"


def test_a_choice_that_comes_before_its_clash_waits_for_it(counter: Counter) -> None:
    other = Counter()
    _, early, late = _pair(other)
    other.arrive(early, late)
    (key,) = (key for key in other.shelf.stored if key[0] == "conflict")
    _pair(counter)
    values = {"choice": "mine", "chosen_by": counter.person("one"), "chosen_at": 5}
    choice = counter.change("one", ent="conflict", eid=key[1], set=values)
    counter.arrive(choice)
    assert counter.fates(choice) == [(Fate.PARKED, Reason.MISSING_PARENT)]
    counter.arrive(early, late)
    assert counter.fates(choice) == [(Fate.APPLIED, None)]
    assert counter.shelf.stored[key].values["choice"] == "mine"
