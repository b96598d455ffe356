"""Ed25519, as computers, servers and witnesses sign: keys of 32 bytes, signatures in hex."""


def sign(seed: bytes, message: bytes) -> str:
    """Return the signature over `message` of whoever holds the secret `seed`."""
    from nacl.signing import SigningKey

    return SigningKey(seed).sign(message).signature.hex()


def is_signed(key: bytes, message: bytes, signature: str) -> bool:
    """Say whether a signature over `message` was made with the other half of the public `key`."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(key).verify(message, bytes.fromhex(signature))
    except (BadSignatureError, ValueError):
        return False
    return True


def verify_key_of(seed: bytes) -> str:
    """Return the public key that checks what a `seed` signed, in hex."""
    from nacl.signing import SigningKey

    return SigningKey(seed).verify_key.encode().hex()
