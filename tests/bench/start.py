"""From starting the process to the first paint and to the first rows, and the memory it takes."""

from collections.abc import Iterator
from statistics import median

from tests.bench import folders
from tests.bench.programs import Screen, run, screens
from tests.bench.table import TIMES, Budget, Row

_PAINT = Budget(times=1.5)
_DATA = {"sample": Budget(flat=0.8), "large": Budget(flat=1.5)}
_MEMORY = Budget(flat=300)


def rows() -> Iterator[Row]:
    """Yield first paint, first data and memory for both offices."""
    with screens() as found:
        for screen in found:
            yield from _sample(screen)
        yield from _large(found[0])


def _sample(screen: Screen) -> Iterator[Row]:
    folder = folders.sample()
    run(screen, "start", folder)
    # In turns, so that both meet the same load.
    pairs = [(run(screen, "bare"), run(screen, "start", folder)) for _turn in range(TIMES)]
    floor = median(bare.since_start("paint") for bare, _ours in pairs)
    paint = median(ours.since_start("paint") for _bare, ours in pairs)
    data = median(ours.since_start("data") for _bare, ours in pairs)
    yield Row(f"first paint, sample office ({screen.name})", "ms", paint, _PAINT, floor)
    yield Row(f"first data, sample office ({screen.name})", "ms", data, _DATA["sample"], floor)


def _large(screen: Screen) -> Iterator[Row]:
    folder = folders.large()
    # The first start of a day writes a backup; it is no part of what the next ones wait for.
    run(screen, "start", folder)
    pairs = [(run(screen, "bare"), run(screen, "start", folder)) for _turn in range(TIMES)]
    floor = median(bare.since_start("paint") for bare, _ours in pairs)
    data = median(ours.since_start("data") for _bare, ours in pairs)
    memory = median(ours.told["memory"] for _bare, ours in pairs)
    yield Row("first data, large office", "ms", data, _DATA["large"], floor)
    yield Row("memory after Hôm nay and Mục tiêu, large office", "MB", memory, _MEMORY)
