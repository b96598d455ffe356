"""Random histories, each from one seed; `python -m tests.sync.histories 10000` runs many."""

import sys
import time
from collections import Counter

from okrdesk.errors import Fault
from okrdesk.sync.guards import ALL, Guards
from tests.sync.acts import act, new_objective
from tests.sync.hand import Hand
from tests.sync.office import DAY_MS
from tests.sync.properties import Broken, check, check_desk
from tests.sync.world import CALM, World

STEPS = 140
_FIRST = ("leader", "admin", "head1", "one", "two", "three", "rogue")
_MORE = ("head2", "planner", "deep", "one", "head1")


def run(seed: int, guards: Guards = ALL) -> World:
    """Live one history and check all that must hold; raise Broken where it does not."""
    world = World(seed, guards)
    live(world, STEPS)
    return world


def live(world: World, steps: int) -> None:
    """Live a history in a new world, and check it."""
    random = world.random
    world.page = random.choice((500, 500, 12, 40))
    people = [*_FIRST, *random.sample(_MORE, 2)]
    for person in people:
        world.enrol(person)
    _begin(world)
    for _ in range(steps):
        world.now_ms += random.choice((1, 50, 60_000, 3_600_000, 3_600_000, DAY_MS // 2))
        _step(world)
    world.settle()
    check(world)


def _begin(world: World) -> None:
    """Let everybody read the office, and the first plans be written."""
    luck, world.luck = world.luck, CALM
    for pc in world.pcs:
        world.sync(pc)
    for pc in world.pcs:
        if world.office.name_of(pc.person_id) not in ("admin", "rogue"):
            new_objective(Hand(world, pc))
            new_objective(Hand(world, pc))
            world.sync(pc)
    world.luck = luck


def _step(world: World) -> None:
    random = world.random
    chance = random.random()
    pc = random.choice(world.pcs)
    if chance < 0.62:
        act(world, pc)
    elif chance < 0.93:
        had = len(pc.desk.rows)
        world.sync(pc)
        check_desk(world, pc, had)
    elif chance < 0.945:
        if len(world.pcs) < 11:
            world.clone(pc)
    elif chance < 0.96:
        world.back_up()
    elif chance < 0.97:
        world.restore(older=random.random() < 0.3)
    elif chance < 0.985:
        if world.on_the_way:
            world.deliver_late()
    else:
        pc.skew_ms += random.choice((-DAY_MS, DAY_MS, 3_600_000))


def histories_to(what: str, guards: Guards, most: int) -> int | None:
    """Return how many histories it took until `what` was broken; None where it never was."""
    for seed in range(most):
        try:
            run(seed, guards)
        except Broken as broken:
            if broken.what == what:
                return seed + 1
        except (Fault, AssertionError):
            continue  # another thing that went wrong without the guard
    return None


def main() -> int:
    """Run as many histories as asked for, from a first seed, and print figures."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    begun = time.monotonic()
    figures: Counter[str] = Counter()
    for seed in range(first, first + most):
        try:
            world = run(seed)
        except Exception as error:  # noqa: BLE001  # all of them are told, by their seed
            figures["violations"] += 1
            print(f"seed {seed}: {type(error).__name__}: {error}")
            continue
        figures["histories"] += 1
        figures["changes"] += len(world.shelf.log)
        figures["devices"] += len(world.shelf.devices)
        figures["restores"] += world.epochs
        for verdict in world.shelf.decided.values():
            figures[verdict.fate] += 1
            if verdict.reason:
                figures[f"{verdict.fate}: {verdict.reason}"] += 1
        figures["conflicts"] += sum(key[0] == "conflict" for key in world.shelf.stored)
    for name, count in sorted(figures.items()):
        print(f"{name:32} {count:10,}")
    print(f"{'seconds':32} {time.monotonic() - begun:10.1f}")
    return 1 if figures["violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
