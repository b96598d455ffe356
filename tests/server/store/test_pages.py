"""What a PC lacks comes in pages, and no page ends inside an act: it may be the last that comes."""

from collections import defaultdict

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.domain.fate import Fate
from okrdesk.domain.identity import new_id
from okrdesk.sync.wire import SyncReply
from tests.server.agencies import Pc
from tests.server.store.test_shelf import _WIDE, ACTS, Agencies, Twins

ACT = st.tuples(st.integers(0, 1), st.lists(st.integers(0, 9), min_size=1, max_size=7))
"""Who, and for each change of the act what it is about: a new objective, or one made before."""


def play(twins: Twins, who: int, places: list[int], made: list[str]) -> None:
    """Let a person add objectives and rename own ones, all in one act."""
    pc, group = twins.pcs[who], new_id()
    records = []
    for place in places:
        if place < len(made):
            title = {"title": f"Tên {place}"}
            records.append(pc.change("set", "objective", made[place], title, base={"title": 1}))
        else:
            records += ACTS["objective"](twins, pc, place, 0)
            made.append(records[-1].eid)
    told = twins.ask(pc, [msgspec.structs.replace(one, grp=group) for one in records])
    assert {verdict.fate for verdict in told.verdicts} <= {Fate.APPLIED, Fate.SUPERSEDED}


def pages_of(twins: Twins, reader: Pc, rows: int) -> list[SyncReply]:
    """Let a PC read to the end, so many rows at a time."""
    pages = [twins.ask(reader, [], max_rows=rows)]
    while pages[-1].more:
        pages.append(twins.ask(reader, [], max_rows=rows))
    return pages


def groups_of(twins: Twins, page: SyncReply) -> set[str]:
    """Return the acts that were the last to change the rows of a page, for who gets it."""
    latest: defaultdict[str, int] = defaultdict(int)
    for scope in page.scopes:
        for eid, entry in twins.mirror.feeds[scope].items():
            latest[eid] = max(latest[eid], entry.aseq)
    return {twins.mirror.log[latest[row.eid] - 1][0].grp for row in page.rows}


@settings(max_examples=15, **_WIDE)  # type: ignore[arg-type]
@given(
    played=st.lists(ACT, min_size=2, max_size=8),
    rows=st.integers(1, 5),
    at=st.lists(st.integers(0, 8), min_size=4, max_size=4),
)
def test_no_page_ends_inside_an_act(
    agencies: Agencies, played: list[tuple[int, list[int]]], rows: int, at: list[int]
) -> None:
    with agencies() as agency:
        twins = Twins(agency)
        made: list[list[str]] = [[], []]
        ends = [twins.mirror.head()]
        for who, places in played:
            play(twins, who, places, made[who])
            ends.append(twins.mirror.head())
        reader = twins.pcs[1]
        # The feeds of some scopes were read further than those of others, as after a transfer.
        scopes = twins.ask(reader, []).scopes
        reader.cursors = {
            scope: ends[at[nth % len(at)] % len(ends)] for nth, scope in enumerate(scopes)
        }
        seen: set[str] = set()
        for page in pages_of(twins, reader, rows):
            groups = groups_of(twins, page)
            assert not groups & seen, "an act comes in two pages"
            seen |= groups
