"""A key to sign with: a certificate of its own, in a PKCS#12 file."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from okrdesk.forms.signing import FileKey

AT = datetime(2026, 11, 16, 9, 30, tzinfo=timezone(timedelta(hours=7)))
NAME = "Đỗ Thị Đào"
PASSWORD = "mật khẩu"
Pair = tuple[rsa.RSAPrivateKey, x509.Certificate]


def make_pair() -> Pair:
    """Return a key and its certificate, made out to NAME."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=3650))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def write_key(pair: Pair, file: Path) -> FileKey:
    """Write a PKCS#12 file that PASSWORD opens."""
    encryption = BestAvailableEncryption(PASSWORD.encode())
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"dao", *pair, None, encryption))
    return FileKey(file, PASSWORD)
