"""The small messages around a sync: a PC enrols, becomes another device, and what it is told.

Keys are 32 bytes in hex. All of them travel as plain JSON, over TLS.
"""

import msgspec

LEASE_DAYS = 14
"""How long a PC may be worked on without having met its server."""
LEAST_PASSWORD = 6
"""Characters of the password that the first enrolment chooses."""


class EnrolRequest(msgspec.Struct):
    """What a person and a new PC say of themselves; `agency` may be "" where there is only one."""

    agency: str
    user: str
    code: str
    password: str
    verify_key: str
    seal_key: str
    machine: str
    app: str
    totp: str = ""


class RekeyRequest(msgspec.Struct):
    """A PC whose twin writes too asks to be another device of the same person, with new keys."""

    verify_key: str
    seal_key: str
    machine: str
    app: str


class ServerKeys(msgspec.Struct):
    """The public keys of a server; `id` names the pair in a carried file."""

    id: str
    verify_key: str
    seal_key: str


class Enrolled(msgspec.Struct):
    """What a PC is from now on; `head` begins its chain of changes.

    `recovery_key` is the agency's public key to which the PC seals its database key. `ca` is the
    certificate to pin (PEM), "" where the system's own serve. `token` is always empty, as a device
    gets its own with its first sync; an older program reads no answer without the field.
    """

    device: str
    agency_id: str
    agency_name: str
    person_id: str
    person_name: str
    epoch: str
    head: str
    server: ServerKeys
    recovery_key: str
    protocol: str
    ca: str = ""
    token: str = ""


class DeviceLine(msgspec.Struct):
    """A device as an administrator sees it: no content, only that it is there; moments are ISO."""

    id: str
    person_id: str
    name: str
    machine: str
    app: str
    first_seen: str
    last_seen: str
    waiting: int
    revoked: bool


class Devices(msgspec.Struct):
    """All devices of an agency."""

    devices: list[DeviceLine]


class CodeRequest(msgspec.Struct):
    """Whose one-time code is asked for."""

    person_id: str


class CodeReply(msgspec.Struct):
    """A one-time code, told once."""

    user: str
    code: str
    expires: str


class RevokeRequest(msgspec.Struct):
    """A device that may not come any more; with `wipe` it destroys its key."""

    device: str
    wipe: bool = False
