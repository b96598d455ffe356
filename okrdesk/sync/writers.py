"""Who wrote which value: the changes that are being decided, and those that the store knows."""

from collections.abc import Iterable

from okrdesk.sync.conflicts import is_kept, other_field
from okrdesk.sync.merge import BIRTH, Clash
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key, Shelf


class Writers:
    """The authors of one agency's values during one request; a group's may be taken back."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._known: dict[tuple[Key, str, int], Record] = {}
        self._begun: list[tuple[Key, str, int]] = []

    def begin(self) -> None:
        """Begin a group: from here on what is noted can be taken back."""
        self._begun = []

    def take_back(self) -> None:
        """Forget what was noted since `begin`."""
        for place in self._begun:
            del self._known[place]
        self._begun = []

    def note(self, record: Record, names: Iterable[str], hlc: int) -> None:
        """Note that a change gave these fields of its row the clock `hlc`; BIRTH stands for all."""
        for name in names:
            place = (record.key, name, hlc)
            if place not in self._known:
                self._begun.append(place)
            self._known[place] = record

    def was_owner(self, key: Key, person_id: str) -> bool:
        """Say whether a person ever owned an objective or key result."""
        return self._shelf.was_owner(key, person_id) or any(
            place == key and record.set.get("owner_person_id") == person_id
            for (place, name, _hlc), record in self._known.items()
            if name in ("owner_person_id", BIRTH)
        )

    def other(self, record: Record, clash: Clash) -> Record | None:
        """Return the change that wrote the value of a clash which is not `record`'s."""
        kept = is_kept(record, clash)
        name, hlc = (other_field(clash), clash.lost_hlc) if kept else (clash.field, clash.kept_hlc)
        known = self._known.get((record.key, name, hlc))
        known = known or self._known.get((record.key, BIRTH, hlc))
        return known or self._shelf.author(record.key, name, hlc)
