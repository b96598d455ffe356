"""One person at one PC, for the time of one act: what the screen shows and the program offers."""

from typing import Any

from okrdesk.domain.permissions import Right, is_allowed
from okrdesk.sync.authority import day_of
from okrdesk.sync.directory import ENTITIES, Directory
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row
from tests.sync.dict_desk import Edit
from tests.sync.office import Office
from tests.sync.world import Pc, World

_WORDS = ("đường", "trường", "hồ sơ", "cầu", "chợ", "rừng", "biển", "lúa")
_BUSY = 3


class Hand:
    """One person at one PC, for the time of one act."""

    def __init__(self, world: World, pc: Pc) -> None:
        self.world = world
        self.pc = pc
        self.random = world.random
        self.office: Office = world.office
        self.rows = pc.desk.rows
        self.today = day_of(world.now_ms << 16)
        self.directory = Directory().with_rows(
            (*key, row) for key, row in self.rows.items() if key[0] in ENTITIES
        )
        self.actor = self.directory.actor(pc.person_id, self.today)

    # ------------------------------------------------------------------- what the screen says

    def of(self, *entities: str, deleted: bool = False) -> list[tuple[Key, Row]]:
        """Return the rows of some entities on the screen."""
        return [
            (key, row)
            for key, row in self.rows.items()
            if key[0] in entities and row.is_deleted == deleted
        ]

    def objective(self, row: Row, key: Key) -> Row | None:
        """Return the objective that a row of it belongs to."""
        if key[0] == "objective":
            return row
        if key[0] == "key_result":
            return self.rows.get(("objective", row.values["objective_id"]))
        above = self.rows.get(("key_result", row.values["key_result_id"]))
        return self.objective(above, ("key_result", "")) if above else None

    def may(self, right: Right, owner: Row) -> bool:
        """Say whether the program offers the act, now and then also where it should not."""
        target = self.directory.target(owner.values, self.today)
        return is_allowed(self.actor, right, target) or self.random.random() < 0.04

    def own_ones(self, *entities: str, deleted: bool = False) -> list[tuple[Key, Row]]:
        """Return what the person may edit."""
        found = self.of(*entities, deleted=deleted)
        return [
            (key, row)
            for key, row in found
            if (top := self.objective(row, key)) and self.may(Right.EDIT_OBJECTIVES, top)
        ]

    def write(self, *edits: Edit) -> None:
        """Do it."""
        self.world.write(self.pc, *edits)

    def pick(self, many: list[Any]) -> Any:
        """Return one of many, often one of the first, so that people meet; None of none."""
        if len(many) > _BUSY and self.random.random() < 0.5:
            many = many[:_BUSY]
        return self.random.choice(many) if many else None

    def anybody(self) -> str:
        """Return somebody to give something to."""
        people = self.office.people
        return self.random.choice([id for name, id in people.items() if name != "rogue"])

    def word(self) -> str:
        """Return some words."""
        return f"{self.random.choice(_WORDS)} {self.random.randrange(1000)}"
