"""A PC that was never on a network: a real database, enrolled by hand, and its stick."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey
from nacl.signing import SigningKey
from sqlalchemy import Engine, insert

from okrdesk.db import schema as office
from okrdesk.db.engine import open_engine, write_transaction
from okrdesk.db.store import Store
from okrdesk.domain.identity import new_id
from okrdesk.server import schema
from okrdesk.server.database import write_agency
from okrdesk.server.enrolment import server_keys
from okrdesk.services.desk import Desk
from okrdesk.services.office import note_desk
from okrdesk.sync import desk_store_state
from okrdesk.sync.blobs import Blobs
from okrdesk.sync.bundle import DeskKeys
from okrdesk.sync.bundle_desk import Carrier
from okrdesk.sync.checkpoints import checker
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.record import chain_start
from tests.offices import KEY
from tests.server.agencies import Agency


@dataclass(frozen=True)
class PaperPc:
    """One person's PC."""

    desk: Desk
    carrier: Carrier
    engine: Engine


@contextmanager
def paper_pc(agency: Agency, person_id: str, folder: Path) -> Iterator[PaperPc]:
    """Open a new PC of a person, enrolled and still empty."""
    device = new_id()
    sign, unseal = SigningKey.generate(), PrivateKey.generate()
    with write_agency(agency.engine, agency.agency_id) as connection:
        connection.execute(
            insert(schema.device).values(
                agency_id=agency.agency_id,
                id=device,
                person_id=person_id,
                verify_key=bytes(sign.verify_key).hex(),
                seal_key=bytes(unseal.public_key).hex(),
                enrolled_at=agency.clock.now,
                head=chain_start(agency.agency_id, device).hex(),
            )
        )
    engine = open_engine(folder / f"{device}.db", KEY)
    office.metadata.create_all(engine)
    store = Store(engine, agency.agency_id, device, agency.clock)
    with write_transaction(engine) as connection:
        note_desk(connection, store, person_id)
        desk_store_state.begin(connection, agency.agency_id, device, person_id)
    card = server_keys(agency.keys)
    keys = DeskKeys(agency.agency_id, device, bytes(sign), bytes(unseal), card)
    check = checker(agency.agency_id, bytes.fromhex(card.verify_key))
    carrier = Carrier(SqlDeskStore(store), keys, check, Blobs(store), lambda: agency.now_ms)
    try:
        yield PaperPc(Desk(store, person_id), carrier, engine)
    finally:
        engine.dispose()
