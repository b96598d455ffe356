"""A quarter of an office: from a resolution read in from Excel to the copy in the next quarter.

A director, the head and an officer of a division work at windows of their own, on PCs that a server
connects. Each act leaves the office where the next one begins; on the way the people meet what the
program refuses, and read its sentence. What is pressed goes through the X server, what is asserted
is what a screen reader would read out.
"""

from pathlib import Path

from okrdesk.db.store import local_now
from tests.e2e.month import Office, office
from tests.e2e.quarter import (
    FASTER,
    NAMES,
    OFFICER,
    OURS,
    OWN,
    PEOPLE,
    REFORM,
    Quarter,
    hand_down,
    sit_down,
    write_directive,
)
from tests.e2e.quarter_end import (
    closes_the_quarter,
    finds_the_quarter_closed,
    goes_on_in_the_next_quarter,
    opens_the_next_quarter,
    reaches_its_target,
    types_a_late_value,
)
from tests.e2e.quarter_plan import (
    is_agreed_above,
    is_returned_and_agreed,
    makes_an_objective_of_it,
    may_not_go_round_in_a_circle,
    may_not_hand_down_to_others,
    plans_the_days,
    reads_the_resolution,
)
from tests.e2e.quarter_work import (
    checks_in,
    is_asked_why,
    is_excused,
    loses_what_another_put_away,
    merges_a_division,
    opens_the_number,
    writes_minutes,
)


def test_a_quarter_from_the_resolution_to_the_next_one(tmp_path: Path) -> None:
    with office(tmp_path, local_now().date(), PEOPLE) as made:
        with sit_down(made) as quarter:
            walks(quarter, tmp_path)
        is_recorded(made)


def walks(quarter: Quarter, place: Path) -> None:
    reads_the_resolution(quarter.director, write_directive(place / "NQ.xlsx", quarter.made.today))
    makes_an_objective_of_it(quarter.director)
    hand_down(quarter.director, FASTER, ("cai cach", REFORM), OURS)
    may_not_go_round_in_a_circle(quarter.director)
    hand_down(quarter.head, OURS, ("anh", NAMES[OFFICER]), OWN)
    may_not_hand_down_to_others(quarter.officer)
    plans_the_days(quarter)
    is_returned_and_agreed(quarter)
    is_agreed_above(quarter)
    checks_in(quarter)
    is_asked_why(quarter)
    is_excused(quarter)
    opens_the_number(quarter.director)
    writes_minutes(quarter, place / "Biên bản.pdf")
    merges_a_division(quarter)
    loses_what_another_put_away(quarter)
    reaches_its_target(quarter.officer)
    types_a_late_value(quarter.officer)
    opens_the_next_quarter(quarter)
    closes_the_quarter(quarter)
    finds_the_quarter_closed(quarter)
    goes_on_in_the_next_quarter(quarter)
    for one in (quarter.officer, quarter.head, quarter.director):
        one.leaves()


def is_recorded(made: Office) -> None:
    """Every PC holds the same, nothing was refused, and the audit of the server verifies."""
    shown = []
    for pc in made.pcs.values():
        told = pc.shell.json("sync")
        assert (told["refused"], told["parked"]) == (0, 0)
        assert pc.shell.json("check")["ok"]
        rows = pc.shell.json("list", "objectives")["items"]
        shown.append(sorted((row["title"], row["progress"]) for row in rows))
    assert shown[0] == shown[1] == shown[2]
    assert (OWN, 1) in shown[0]
    assert made.central.json("audit", "verify")["ok"]
