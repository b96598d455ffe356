"""A PC of the simulator whose only way to the server is a stick, and that server."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import msgspec
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from okrdesk.server.bundles import CarriedShelf, answer_letter
from okrdesk.sync.bundle import (
    MOST_CHANGES,
    DeskKeys,
    DevicePublic,
    Letter,
    Message,
    ServerSecrets,
    Told,
    open_question,
    seal_answer,
)
from okrdesk.sync.bundle_desk import Carrier, read_answer, write_bundle
from okrdesk.sync.enrol_wire import ServerKeys
from okrdesk.sync.serving import Serving, Surroundings
from okrdesk.sync.shelf import ServerShelf
from okrdesk.sync.stops import UnknownDevice
from okrdesk.sync.wire import SyncReply, SyncRequest
from tests.sync.dict_desk import Edit
from tests.sync.world import Pc, World

DATES = {"start_on": "2026-01-01", "end_on": "2026-12-31"}


@dataclass
class Drawer:
    """The attachments of a PC: what waits here, and what it lacks."""

    here: dict[str, bytes] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        yield from self.here.items()

    def missing(self) -> Sequence[str]:
        return self.lacking

    def keep(self, files: Mapping[str, bytes]) -> None:
        self.here |= files

    def note_taken(self, shas: Sequence[str]) -> None:
        self.taken += shas

    def note_declined(self, reasons: Mapping[str, str]) -> None:
        """Have nothing declined."""


class Server:
    """The server of a history, as an administrator with a stick meets it."""

    def __init__(self, world: World) -> None:
        sign, unseal = SigningKey.generate(), PrivateKey.generate()
        self.world = world
        self.secrets = ServerSecrets("s1", bytes(sign), bytes(unseal))
        self.card = ServerKeys("s1", bytes(sign.verify_key).hex(), bytes(unseal.public_key).hex())
        self.keys: dict[str, DeskKeys] = {}
        self.files: dict[str, bytes] = {}

    def find(self, _agency: str, device: str) -> DevicePublic | None:
        keys = self.keys.get(device)
        if keys is None:
            return None
        seal = PrivateKey(keys.unseal).public_key
        return DevicePublic(bytes(SigningKey(keys.sign).verify_key), bytes(seal))

    def answer(self, question: Path, out: Path) -> Letter:
        asked, message = open_question(question.read_bytes(), self.secrets, self.find)
        public = self.find("", asked.dev)
        assert public is not None
        verify = SigningKey(self.keys[asked.dev].sign).verify_key
        heads: dict[int, str] = {}

        def serve(request: SyncRequest) -> SyncReply:
            world = self.world
            world.now_ms += 1000
            device = world.shelf.devices.get(asked.dev)
            if device is None:
                raise UnknownDevice
            around = Surroundings(
                world.now_ms,
                world.random.randbytes,
                lambda claim, sig: bool(verify.verify(claim, bytes.fromhex(sig))),
            )
            shelf = cast(ServerShelf, CarriedShelf(world.shelf, device, heads))
            presented = msgspec.structs.replace(request, token=device.token, max_rows=world.page)
            reply = Serving(shelf, around).answer(device, presented)
            reply.token = request.token
            if request.push:
                heads[request.push.first + len(request.push.changes) - 1] = request.push.head
            return reply

        letter = answer_letter(message.letter, serve)
        self.files |= message.files
        files = {sha: self.files[sha] for sha in message.letter.wanted if sha in self.files}
        told = Told(public.seal, self.world.now_ms, "e")
        out.write_bytes(seal_answer(Message(letter, files), asked, self.secrets, told))
        return letter


@dataclass
class Courier:
    """One PC and the server, with a folder of sticks between them."""

    world: World
    server: Server
    pc: Pc
    carrier: Carrier
    folder: Path

    def edit(self, *titles: str) -> None:
        for title in titles:
            key = ("objective", self.world.ids())
            values = {
                "cycle_id": self.world.office.cycle_id,
                "title": title,
                "owner_person_id": self.pc.person_id,
                "commitment": "committed",
                "roll_up": "key-results",
                "archived": False,
            }
            self.world.write(self.pc, Edit(key, "create", values | DATES))

    def become_another(self) -> None:
        """Be another device, as after a fork or enrolled anew; its keys may stay."""
        device = self.world.new_device(self.pc.person_id)
        self.pc.desk.move_to(device)
        keys = self.server.keys[device] = replace(self.carrier.keys, device=device)
        self.carrier = replace(self.carrier, keys=keys)

    def ask(self, name: str) -> Path:
        path = self.folder / f"{name}.okrb"
        write_bundle(self.carrier, path)
        return path

    def answer(self, name: str) -> Path:
        out = self.folder / f"{name}-tra-loi.okrb"
        self.server.answer(self.folder / f"{name}.okrb", out)
        return out

    def travel(self, name: str = "stick") -> dict[str, int]:
        self.ask(name)
        return read_answer(self.carrier, self.answer(name)).counts

    def standing(self) -> tuple[Any, ...]:
        """Return all that a wrong file must leave as it was."""
        desk = self.pc.desk
        return dict(desk.rows), dict(desk.own), desk.state(), desk.waiting()

    def is_whole(self) -> bool:
        """Say whether the PC holds just what its person may see, and nothing waits."""
        here, there = self.pc.desk.rows, self.world.visible_to(self.pc)
        differing = {key for key in here if key[0] != "person" and here[key] != there.get(key)}
        return here.keys() == there.keys() and not differing and not self.pc.desk.waiting()


def enrolled(world: World, server: Server, person: str, folder: Path) -> Courier:
    pc = world.enrol(person)
    pc.skew_ms = 0
    pc.desk.page = MOST_CHANGES
    device = pc.desk.state().device
    secret = (bytes(SigningKey.generate()), bytes(PrivateKey.generate()))
    keys = DeskKeys(world.office.agency_id, device, *secret, server.card)
    server.keys[device] = keys
    carrier = Carrier(pc.desk, keys, lambda *_: None, Drawer(), lambda: world.now_ms)
    return Courier(world, server, pc, carrier, folder)
