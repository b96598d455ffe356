"""What a PC keeps of what a server says when it lets it in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from okrdesk.db.engine import read_transaction
from okrdesk.db.opening import open_database
from okrdesk.domain.identity import new_id
from okrdesk.errors import Code, Refused
from okrdesk.sync import enrolment
from okrdesk.sync.enrol_wire import Enrolled, ServerKeys
from okrdesk.sync.enrolment import Asked, Place, enrol, enrol_again, find_server
from okrdesk.sync.transport import Address
from tests.offices import Clock, Ids, Office
from tests.sync.client.conftest import Pcs
from tests.sync.client.house import PASSWORD

URL = "https://okr.stn.vn"
FINGERPRINT = "ab" * 32


@pytest.fixture
def lets_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have a server let everybody in, as the person and with the certificate that it is given."""

    def answer(person_id: str, agency_id: str, ca: str = "") -> None:
        keys = ServerKeys(id="k", verify_key="00" * 32, seal_key="00" * 32)
        told = Enrolled(
            device=new_id(),
            agency_id=agency_id,
            agency_name="Sở Thử nghiệm",
            person_id=person_id,
            person_name="Nguyễn Văn An",
            epoch="epoch-1",
            head="",
            server=keys,
            recovery_key="",
            protocol="",
            ca=ca,
        )
        monkeypatch.setattr(enrolment, "ask", lambda *_asked: told)

    return answer


@pytest.mark.parametrize(
    ("trusted", "ca"),
    [
        (Address(URL), "của máy chủ"),
        (Address(URL, ca="của cơ quan"), "của cơ quan"),
        (Address(URL, fingerprint=FINGERPRINT), ""),
    ],
)
def test_what_the_person_trusted_is_not_exchanged_by_the_server(
    trusted: Address, ca: str, lets_in: Callable[..., None], office: Office, tmp_path: Path
) -> None:
    lets_in(office.desk.person_id, office.desk.agency_id, ca="của máy chủ")
    place = Place(tmp_path / "pc", PASSWORD, None)
    key, _recovery = enrol(place, Asked(trusted, "an", "AAAA", PASSWORD), Clock()())
    engine = open_database(place.folder, key)
    with read_transaction(engine) as connection:
        known = find_server(connection)
    engine.dispose()
    assert (known.ca, known.fingerprint) == (ca, trusted.fingerprint)


def test_another_person_does_not_become_the_device_of_what_is_here(
    lets_in: Callable[..., None], pcs: Pcs, ids: Ids, tmp_path: Path
) -> None:
    pc = pcs(ids.officer)
    before = pc.store.state()
    asked = Asked(Address(URL), "an", "AAAA", PASSWORD)
    for person_id, agency_id in ((ids.head, before.agency_id), (ids.officer, new_id())):
        lets_in(person_id, agency_id)
        with pytest.raises(Refused) as refused:
            enrol_again(pc.desk.store, tmp_path, None, asked)
        assert refused.value.code is Code.FOLDER_HOLDS_OFFICE
    assert pc.store.state() == before
