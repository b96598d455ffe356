"""A real server with a small office, and desktops of its people that are told when to sync.

Sở Thử nghiệm: An, administrator
└── Phòng Tổng hợp: Bình, its head; Đào, who owns an objective with one key result
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from okrdesk.app import Application
from okrdesk.domain.objective import KeyResult, Objective, Owner
from okrdesk.domain.progress import Kind, Measure
from okrdesk.server.bundles import BundleDesk, answer_files
from okrdesk.server.database import write_agency
from okrdesk.server.devices import devices, revoke
from okrdesk.server.opening import start_running
from okrdesk.server.serve import Settings
from okrdesk.services.cycles import current_cycle
from okrdesk.services.key_results import add_key_result, edit_key_result, find_key_result
from okrdesk.services.objectives import add_objective, edit_objective, find_objective
from tests.offices import close_cycle
from tests.sync.client.house import House


@dataclass
class Story:
    """The office on the server and what happens in it; PCs are closed at the end."""

    house: House
    folder: Path
    head: str
    officer: str
    cycle: str
    objective: str
    key_result: str
    seats: list[Application] = field(default_factory=list)

    def pc(self, person_id: str) -> Application:
        """Return a PC of a person, enrolled, which syncs when it is told to."""
        made = self.house.enrolled(self.folder / f"pc{len(self.seats)}", person_id)
        self.seats.append(made)
        return made

    def answer(self, question: Path, answer: Path) -> None:
        """Answer a carried file on the server."""
        with start_running(Settings(self.house.folder)) as running:
            (one,) = answer_files(BundleDesk(running), question, answer)
        assert one.error is None

    def revoke(self, person_id: str) -> None:
        """Withdraw the access of a person's computers on the server."""
        agency = self.house.agency_id
        with (
            start_running(Settings(self.house.folder)) as running,
            write_agency(running.engine, agency) as connection,
        ):
            theirs = [one.id for one in devices(connection, agency) if one.person_id == person_id]
            for device in theirs:
                revoke(connection, agency, device, datetime.now(UTC), wipe=False)

    def close(self) -> None:
        """Close every PC."""
        for seat in self.seats:
            seat.close()

    def close_cycle(self) -> None:
        """Close the cycle on the server."""
        desk = self.house.desk()
        close_cycle(desk, self.cycle)

    def give_away(self, person_id: str) -> None:
        """Make somebody else the owner of objective and key result, on the server."""
        desk = self.house.desk()
        objective = find_objective(desk, self.objective)
        edit_objective(desk, replace(objective, owner=Owner(person_id=person_id)))
        key_result = find_key_result(desk, self.key_result)
        edit_key_result(desk, replace(key_result, owner=Owner(person_id=person_id)))


def retitle(application: Application, objective_id: str, title: str) -> None:
    """Write another title at a PC."""
    application.submit(
        lambda desk: edit_objective(desk, replace(find_objective(desk, objective_id), title=title))
    ).result()


def sync(*applications: Application) -> None:
    """Sync one PC after the other."""
    for application in applications:
        application.sync_now().result(60)


def begin(house: House, folder: Path) -> Story:
    """Fill the server's office."""
    desk = house.desk()
    unit = house.unit("TH", "Phòng Tổng hợp")
    head = house.person("002", "Trần Thị Bình", unit, is_leader=True)
    officer = house.person("003", "Lê Văn Đào", unit)
    cycle = current_cycle(desk)
    assert cycle is not None
    start, end = cycle.start_on, cycle.end_on
    objective = add_objective(desk, _objective(cycle.id, officer, start, end)).value
    key_result = add_key_result(desk, _key_result(objective, officer, start, end)).value
    return Story(house, folder, head, officer, cycle.id, objective, key_result)


def _objective(cycle: str, officer: str, start: date, end: date) -> Objective:
    return Objective(
        id="",
        cycle_id=cycle,
        title="Giải quyết hồ sơ đúng hạn",
        owner=Owner(person_id=officer),
        start_on=start,
        end_on=end,
    )


def _key_result(objective: str, officer: str, start: date, end: date) -> KeyResult:
    return KeyResult(
        id="",
        objective_id=objective,
        title="Tỷ lệ hồ sơ đúng hạn",
        measure=Measure(Kind.INCREASE, start=Decimal(60), target=Decimal(98)),
        owner=Owner(person_id=officer),
        start_on=start,
        end_on=end,
        measure_unit="%",
    )


def tell_all(story: Story) -> dict[str, Path]:
    """Let happen what Đồng bộ can show; return the closed data folders by who sits there.

    Officer and head change one title; a key result is given away under the officer's change; the
    cycle closes before another arrives.
    """
    officer, head, admin = (
        story.pc(person) for person in (story.officer, story.head, story.house.admin)
    )
    retitle(officer, story.objective, "Giải quyết 98 % hồ sơ đúng hạn")
    retitle(head, story.objective, "Giải quyết hồ sơ thủ tục hành chính đúng hạn")
    sync(head, officer, head)
    rename_key_result(officer, story.key_result, "Tỷ lệ hồ sơ đất đai đúng hạn")
    story.give_away(story.head)
    sync(officer, head, officer)
    story.give_away(story.officer)
    sync(officer)
    retitle(officer, story.objective, "Giải quyết mọi hồ sơ đúng hạn")
    story.close_cycle()
    sync(officer, admin)
    folders = {
        "officer": officer.folder,
        "head": head.folder,
        "admin": admin.folder,
    }
    story.close()
    return folders


def rename_key_result(application: Application, key_result_id: str, title: str) -> None:
    """Write another title of a key result at a PC."""
    application.submit(
        lambda desk: edit_key_result(
            desk, replace(find_key_result(desk, key_result_id), title=title)
        )
    ).result()
