"""What an office does with a printed sheet: read it, and sign it with a key of one's own."""

import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path


def words_of(pdf: bytes) -> str:
    """Return the text of all pages, with single spaces."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(unicodedata.normalize("NFC", text).split())


def write_key(file: Path, name: str, password: str) -> Path:
    """Write a PKCS#12 file with a key and its certificate for somebody, valid from yesterday."""
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
