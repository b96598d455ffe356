"""The office recovery key as people handle it: printed once, kept in a safe, typed years later.

160 random bits and a 15-bit checksum make seven groups of five letters in Crockford's base 32
(https://www.crockford.com/base32.html): no I, L, O or U, read in any case, with O for 0 and I or L
for 1, with or without hyphens and spaces.
"""

import hashlib
import secrets

from okrdesk.errors import Code, Refused

SECRET_BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", "- \u2010\u2011\u2013\n\t\u00a0")
_SECRET_LETTERS = 32
_CHECK_LETTERS = 3
_GROUP = 5


def new_secret() -> bytes:
    """Return the random secret that a recovery key spells."""
    return secrets.token_bytes(SECRET_BYTES)


def spell(secret: bytes) -> str:
    """Return `secret` as "XXXXX-XXXXX-…", seven groups."""
    letters = _letters(int.from_bytes(secret), _SECRET_LETTERS) + _checksum(secret)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def read(text: str) -> bytes:
    """Return the secret that `text` spells; raise Refused(RECOVERY_KEY_MISTYPED) on any slip."""
    letters = text.strip().upper().translate(_READ_AS)
    mistyped = Refused(Code.RECOVERY_KEY_MISTYPED)
    if len(letters) != _SECRET_LETTERS + _CHECK_LETTERS or set(letters) - set(_ALPHABET):
        raise mistyped
    number = 0
    for letter in letters[:_SECRET_LETTERS]:
        number = number * len(_ALPHABET) + _ALPHABET.index(letter)
    secret = number.to_bytes(SECRET_BYTES)
    if _checksum(secret) != letters[_SECRET_LETTERS:]:
        raise mistyped
    return secret


def _checksum(secret: bytes) -> str:
    digest = hashlib.sha256(b"okrdesk recovery key checksum" + secret).digest()
    return _letters(int.from_bytes(digest[:4]), _CHECK_LETTERS)


def _letters(number: int, count: int) -> str:
    """Write the low `count` base-32 digits of `number`, the highest first."""
    digits = []
    for _ in range(count):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
