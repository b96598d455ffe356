"""How the window feels: clicks on the large office, and the longest stall of an officer's day."""

from collections.abc import Iterator
from statistics import median

from tests.bench import folders
from tests.bench.programs import Screen, run, screens
from tests.bench.table import TIMES, Budget, Row

_SWITCH = Budget(flat=0.1)
_LIST = Budget(flat=0.2)
_STALL = Budget(flat=0.05)


def rows() -> Iterator[Row]:
    """Yield each kind of click, then the longest stall with the step it came at."""
    with screens() as found:
        yield from _clicks(found[-1])
        yield _story(found[-1])


def _clicks(screen: Screen) -> Iterator[Row]:
    taken = run(screen, "clicks", folders.large()).told["taken"]
    for name, times in taken.items():
        budget = _SWITCH if name == "switch screen" else _LIST
        yield Row(f"window, large office: {name}", "ms", median(times), budget)


def _story(screen: Screen) -> Row:
    floor = median(run(screen, "idle").told["longest"] for _turn in range(TIMES))
    told = [
        run(screen, "story", folders.copy_of(folders.sample())).told["longest"]
        for _turn in range(TIMES)
    ]
    steps = {step: median(one[step] for one in told) for step in told[0]}
    worst = max(steps, key=lambda step: steps[step])
    return Row(f"longest stall in the story ({worst})", "ms", steps[worst], _STALL, floor)
