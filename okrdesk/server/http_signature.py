"""Requests signed by a device: the headers, what they sign, and what is a key."""

from hashlib import sha256

DEVICE_HEADER = "okr-device"
SIGNATURE_HEADER = "okr-signature"
KEY_BYTES = 32


def claim(method: str, path: str, body: bytes) -> bytes:
    """Return what a device signs for a request; `path` as it was sent, without the query."""
    return f"okr-sync/1 {method} {path} {sha256(body).hexdigest()}".encode()


def is_key(text: str) -> bool:
    """Say whether a text is 32 bytes in hex, as public keys are sent."""
    try:
        return len(bytes.fromhex(text)) == KEY_BYTES and len(text) == 2 * KEY_BYTES
    except ValueError:
        return False
