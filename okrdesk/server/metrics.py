"""What the server counts, as Prometheus text, summed over all worker processes.

Each worker adds to a slot of one small file in shared memory, which only it writes; whoever answers
a scrape sums all slots. A worker that ends leaves its counts behind, and the next one goes on in
that slot, so counters never fall while the file lives. Nothing here names a person or an agency.
"""

import mmap
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from okrdesk import __version__
from okrdesk.db.files import make_folder
from okrdesk.db.instance import InstanceLock, hold
from okrdesk.domain.fate import Fate
from okrdesk.errors import Code, Refused
from okrdesk.sync.stops import STOPS

ROUTES = (
    "enrol", "sync", "rekey", "notices", "checkpoint", "blob", "read", "admin", "health", "metrics",
    "openapi", "other",
)  # fmt: skip
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_CLASSES = ("2xx", "3xx", "4xx", "5xx")
MOST_WORKERS = 64
"""How many processes one server may have: each counts in a place of its own."""
_BYTES = 8
Labels = tuple[tuple[str, str], ...]
Series = tuple[str, Labels]


def _series() -> Iterator[Series]:
    """Yield every series, those of one family together, as Prometheus' text format wants them."""
    for route in ROUTES:
        for status in _CLASSES:
            yield "okr_http_requests_total", (("route", route), ("code", status))
    for route in ROUTES:
        of = ("route", route)
        for bound in (*map(str, BUCKETS), "+Inf"):
            yield "okr_http_request_seconds_bucket", (of, ("le", bound))
        yield "okr_http_request_seconds_sum", (of,)
        yield "okr_http_request_seconds_count", (of,)
    for fate in Fate:
        yield "okr_changes_total", (("fate", fate.value),)
    for stop in STOPS:
        yield "okr_stops_total", (("stop", stop),)
    for way in ("up", "down"):
        yield "okr_sync_bytes_total", (("way", way),)
    yield "okr_syncs_total", ()
    yield "okr_rows_sent_total", ()
    yield "okr_notice_streams", ()


_PLACES: Mapping[Series, int] = {series: place for place, series in enumerate(_series())}
_KINDS = {
    "okr_http_requests_total": ("counter", "Requests answered."),
    "okr_http_request_seconds": ("histogram", "Time from a request's headers to its answer."),
    "okr_changes_total": ("counter", "Changes decided, by fate."),
    "okr_stops_total": ("counter", "Requests that ended in a stop of the protocol."),
    "okr_sync_bytes_total": ("counter", "Bytes of syncs over the wire, both compressed."),
    "okr_syncs_total": ("counter", "Requests for a sync that were answered."),
    "okr_rows_sent_total": ("counter", "Rows sent to devices."),
    "okr_notice_streams": ("gauge", "Devices that listen for notices now."),
}


class Metrics:
    """The counters of one worker, and the sums of all; `folder` is the server's own."""

    def __init__(self, folder: Path) -> None:
        self._slot, self._lock = _take_slot(folder)
        size = len(_PLACES) * _BYTES * MOST_WORKERS
        names = repr(list(_PLACES)).encode()
        path = folder / "run" / f"metrics-{sha256(names).hexdigest()[:12]}"
        with path.open("a+b") as file:
            if path.stat().st_size != size:
                file.truncate(size)
            self._map = mmap.mmap(file.fileno(), size)
        self._numbers = memoryview(self._map).cast("d")
        self.set("okr_notice_streams", 0)

    def add(self, name: str, by: float = 1, **labels: str) -> None:
        """Add to one counter, or to a gauge."""
        self._numbers[self._place(name, labels)] += by

    def set(self, name: str, value: float, **labels: str) -> None:
        """Set one gauge of this worker."""
        self._numbers[self._place(name, labels)] = value

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.add("okr_http_requests_total", route=route, code=f"{status // 100}xx")
        for bound in BUCKETS:
            if seconds <= bound:
                self.add("okr_http_request_seconds_bucket", route=route, le=str(bound))
        self.add("okr_http_request_seconds_bucket", route=route, le="+Inf")
        self.add("okr_http_request_seconds_sum", seconds, route=route)
        self.add("okr_http_request_seconds_count", route=route)

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """Return all series and these gauges (name → help and value) in Prometheus' text format."""
        lines = []
        told: set[str] = set()
        for (name, labels), place in _PLACES.items():
            family = name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
            if family not in told:
                told.add(family)
                kind, sentence = _KINDS[family]
                lines += [f"# HELP {family} {sentence}", f"# TYPE {family} {kind}"]
            lines.append(f"{name}{_label_text(labels)} {self._sum(place):.17g}")
        for name, (sentence, value) in gauges.items():
            lines += [f"# HELP {name} {sentence}", f"# TYPE {name} gauge", f"{name} {value:.17g}"]
        lines += [
            "# HELP okr_build_info The program's version.",
            "# TYPE okr_build_info gauge",
            f'okr_build_info{{version="{__version__}"}} 1',
        ]
        return "\n".join(lines) + "\n"

    def close(self) -> None:
        """Give the slot back; its counts stay."""
        self.set("okr_notice_streams", 0)
        self._numbers.release()
        self._map.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _place(self, name: str, labels: Mapping[str, str]) -> int:
        return self._slot * len(_PLACES) + _PLACES[name, tuple(labels.items())]

    def _sum(self, place: int) -> float:
        return sum(self._numbers[place :: len(_PLACES)])


def _take_slot(folder: Path) -> tuple[int, InstanceLock]:
    make_folder(folder / "run")
    for slot in range(MOST_WORKERS):
        try:
            return slot, hold(folder / "run" / f"worker-{slot}")
        except Refused as error:
            if error.code is not Code.ALREADY_OPEN:
                raise
    raise RuntimeError(f"more than {MOST_WORKERS} workers")


def _label_text(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""
