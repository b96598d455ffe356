"""What people prove themselves with at enrolment: password, one-time code, six digits of a phone.

argon2id with 19 MiB, two rounds and one lane (OWASP's second choice, 22 ms here). An unknown user
costs the same time as a known one. One-time codes have 60 random bits, so a plain hash of them
cannot be searched before they expire. Six digits follow RFC 6238; none serves twice.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

from okrdesk.errors import Code, Refused
from okrdesk.sync.enrol_wire import LEAST_PASSWORD

if TYPE_CHECKING:
    import argon2

LONGEST = 200
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", "- \u2010\u2011\u2013\n\t\u00a0")
_GROUP, _GROUPS = 4, 3
_STEP_S = 30
_NEIGHBOURS = 1
# The hash of a random text nobody has: what an unknown user's password is compared with.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "ez3ly8+6Jw3kWl5LQOjQEQ$yGwrc0f8c1ZZJzfPewQVeEb+r4CEZNutpt/0asmzbwE"
)


def hash_password(password: str) -> str:
    """Return the argon2id text to store; raise Refused PASSWORD_SHORT or TOO_LONG."""
    text = _normal(password)
    if len(text) < LEAST_PASSWORD:
        raise Refused(Code.PASSWORD_SHORT, field="password", least=LEAST_PASSWORD)
    if len(text) > LONGEST:
        raise Refused(Code.TOO_LONG, field="password", length=len(text), limit=LONGEST)
    return _hasher().hash(text)


def password_fits(stored: str | None, password: str) -> bool:
    """Say whether a password is the stored one; takes its time where there is none stored."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        _hasher().verify(stored or _NOBODY, _normal(password)[: LONGEST + 1])
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


def new_code() -> str:
    """Return a one-time code as people type it: three groups of four letters and digits."""
    letters = [secrets.choice(_ALPHABET) for _letter in range(_GROUP * _GROUPS)]
    return "-".join("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))


def hash_code(code: str) -> str:
    """Return the hash that a code is found by; O is read as 0, I and L as 1, in any case."""
    letters = unicodedata.normalize("NFKC", code).strip().upper().translate(_READ_AS)
    return hashlib.sha256(b"okr one-time code " + letters.encode()).hexdigest()


def new_token() -> str:
    """Return a token for a program (192 random bits)."""
    return "okr_" + secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """Return the hash that a token is stored and found by."""
    return hashlib.sha256(b"okr token " + token.encode()).hexdigest()


def new_totp_secret() -> str:
    """Return the secret that a phone's program takes (base 32, 160 bits)."""
    import pyotp

    return pyotp.random_base32()


def totp_address(secret: str, user: str, agency: str) -> str:
    """Return the otpauth:// address that such a program reads from a QR code."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=f"okrdesk {agency}")


def totp_step(secret: str, digits: str, now: datetime, used: int) -> int | None:
    """Return the step that six digits belong to; None where they are wrong or served already.

    `used` is the last step that served. A phone may run half a minute early or late.
    """
    import pyotp

    machine = pyotp.TOTP(secret)
    given = "".join(digits.split())
    step = int(now.timestamp()) // _STEP_S
    for one in range(step - _NEIGHBOURS, step + _NEIGHBOURS + 1):
        fits = hmac.compare_digest(machine.generate_otp(one).encode(), given.encode())
        if fits and one > used:
            return one
    return None


def _normal(password: str) -> str:
    # Two keyboards write the same Vietnamese letter in two ways.
    return unicodedata.normalize("NFC", password)


def _hasher() -> "argon2.PasswordHasher":
    import argon2

    return argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
