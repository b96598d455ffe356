"""A signing key with its certificate in a PKCS#12 file, as a person gets it from an authority."""

from datetime import UTC, datetime, timedelta
from pathlib import Path


def write_key(file: Path, name: str, password: str) -> Path:
    """Make a key for somebody, valid from yesterday."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    now, day = datetime.now(UTC), timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + 365 * day)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    closed = BestAvailableEncryption(password.encode())
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"key", key, certificate, None, closed))
    return file
