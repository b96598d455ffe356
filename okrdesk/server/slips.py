"""Slips for enrolment as the server prints them: with a QR code that holds all that is typed.

The code's text is an address (`okrdesk://enrol?…`) with the server, the agency, the user, the
one-time code, and the SHA-256 of the certificate to expect where there is one to name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from urllib.parse import urlencode

from okrdesk.errors import Code, Fault
from okrdesk.forms import enrolment_slip


@dataclass(frozen=True)
class Office:
    """Where to enrol; `certificate` is PEM, or empty where the system's own authorities serve."""

    code: str
    name: str
    address: str
    certificate: bytes = b""


@dataclass(frozen=True)
class Slip:
    """One person's code."""

    person: str
    user: str
    code: str
    expires: datetime


def slips_pdf(office: Office, slips: Sequence[Slip], made_at: datetime) -> bytes:
    """Return the slips, four to an A4 page; raises Fault CERTIFICATE_BAD."""
    print_of = fingerprint(office.certificate) if office.certificate else ""
    printed = [
        enrolment_slip.Slip(
            slip.person,
            slip.user,
            slip.code,
            slip.expires,
            _qr(enrol_address(office, slip, print_of)),
        )
        for slip in slips
    ]
    place = enrolment_slip.Place(office.name, office.code, office.address)
    return enrolment_slip.slips_pdf(place, printed, made_at)


def enrol_address(office: Office, slip: Slip, certificate: str) -> str:
    """Return the text of a slip's QR code."""
    parts = {
        "server": office.address,
        "agency": office.code,
        "user": slip.user,
        "code": slip.code,
        "sha256": certificate,
    }
    return "okrdesk://enrol?" + urlencode({name: text for name, text in parts.items() if text})


def fingerprint(certificate: bytes) -> str:
    """Return the SHA-256 of a PEM certificate as hex; raise Fault CERTIFICATE_BAD for none."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        found = x509.load_pem_x509_certificate(certificate)
    except ValueError as error:
        raise Fault(Code.CERTIFICATE_BAD) from error
    return sha256(found.public_bytes(Encoding.DER)).hexdigest()


def _qr(text: str) -> str:
    """Return a QR code as SVG, without a colour or class that a printer would not need."""
    import segno

    drawing = BytesIO()
    segno.make_qr(text, error="m").save(
        drawing, kind="svg", border=1, xmldecl=False, svgclass=None, lineclass=None
    )
    return drawing.getvalue().decode()
