"""The desk a person works at: the open store, who sits there, and what the office has set.

Every service takes a `Desk` first. A write goes through `desk.write`, after `desk.require`, and
returns `Done`: its value, and what it touched, so that every open view can refresh what it shows.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import Connection

from okrdesk.db.journal import Work
from okrdesk.db.queries.office import load_actor, load_office, target_of
from okrdesk.db.queries.view import View
from okrdesk.db.store import Store
from okrdesk.domain.act import Act
from okrdesk.domain.objective import Owner
from okrdesk.domain.office import OfficeSettings
from okrdesk.domain.permissions import OFFICE, Actor, Right, Target, is_allowed
from okrdesk.errors import Code, Refused

Value = TypeVar("Value")
Touched = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Done(Generic[Value]):
    """What a write gives back: its value, and the (entity, id) pairs that changed."""

    value: Value
    touched: Touched


@dataclass(frozen=True)
class Desk:
    """Where one person works on one store."""

    store: Store
    person_id: str

    @property
    def agency_id(self) -> str:
        """Return the agency whose data this is."""
        return self.store.agency_id

    def today(self) -> date:
        """Return the day it is here."""
        return self.store.today()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection inside one reading transaction."""
        with self.store.read() as connection:
            yield connection

    @contextmanager
    def write(self, act: Act, undoes: str | None = None) -> Iterator[Work]:
        """Give a unit of work that is committed whole at the end, or not at all."""
        with self.store.write(self.person_id, act, undoes) as work:
            yield work

    @contextmanager
    def write_device(self) -> Iterator[Connection]:
        """Give a transaction for what belongs to this device alone (drafts): not journalled."""
        with self.store.write_device() as connection:
            yield connection

    @contextmanager
    def view(self) -> Iterator[View]:
        """Give what list queries need, inside one reading transaction; all may read objectives."""
        with self.read() as connection:
            self.require(connection, Right.READ_OBJECTIVES)
            limits = self.office(connection).limits
            yield View(connection, self.agency_id, self.today(), limits)

    def actor(self, connection: Connection) -> Actor:
        """Return who sits here, with the posts in force today."""
        return load_actor(connection, self.agency_id, self.person_id, self.today())

    def office(self, connection: Connection) -> OfficeSettings:
        """Return the colour limits, prompts and days of grace that the office has set."""
        return load_office(connection, self.agency_id)

    def require(
        self, connection: Connection, right: Right, owners: Iterable[Owner] | None = None
    ) -> None:
        """Raise Refused(NO_AUTHORITY) unless the person has `right` over what `owners` own.

        None asks for the right over the office as a whole.
        """
        if not self.may(connection, right, owners):
            raise Refused(Code.NO_AUTHORITY)

    def require_check_in(
        self, connection: Connection, owner: Owner, objective_owner: Owner
    ) -> None:
        """Raise Refused(NO_AUTHORITY) unless work on a key result may be recorded here.

        The right over the key result's owner serves, and so does that over its objective's.
        """
        if not self.may(connection, Right.CHECK_IN, [owner]):
            self.require(connection, Right.CHECK_IN, [objective_owner])

    def may(
        self, connection: Connection, right: Right, owners: Iterable[Owner] | None = None
    ) -> bool:
        """Say whether `require` would pass."""
        actor = self.actor(connection)
        targets: list[Target] = (
            [OFFICE]
            if owners is None
            else [target_of(connection, self.agency_id, owner, self.today()) for owner in owners]
        )
        return all(is_allowed(actor, right, target) for target in targets)
