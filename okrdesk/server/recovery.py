"""The agency's recovery key: PCs seal the key of their database to it, for the day a PC is lost.

The server keeps the public half. The private half is made of what is printed once, at the agency's
birth, in the spelling of `okrdesk.db.recovery_key`.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.public import PrivateKey
from sqlalchemy import Connection, insert

from okrdesk.db import recovery_key
from okrdesk.server import schema

_INFO = b"okrdesk agency recovery key X25519"


def make_recovery_key(connection: Connection, agency_id: str) -> str:
    """Give an agency its recovery key; return it as it is printed, the only time."""
    secret = recovery_key.new_secret()
    public = private_key(recovery_key.spell(secret)).public_key.encode().hex()
    connection.execute(insert(schema.agency_key), {"agency_id": agency_id, "recovery_key": public})
    return recovery_key.spell(secret)


def private_key(printed: str) -> PrivateKey:
    """Return the key that opens what PCs sealed; raise Refused(RECOVERY_KEY_MISTYPED)."""
    secret = recovery_key.read(printed)
    return PrivateKey(HKDF(SHA256(), 32, salt=None, info=_INFO).derive(secret))
