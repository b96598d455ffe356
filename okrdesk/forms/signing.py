"""Signing a printed form on this PC (PAdES), with a key in a PKCS#12 file or on a PKCS#11 token.

An office has its own signing tool as a rule; this is for one that has none, and is installed apart
(the extra `signing`). A form tells where its signature places are, so what was printed is asked of
the register, and the picture of the signature is set by Typst like the form, with fonts embedded.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from okrdesk.db.files import file_faults
from okrdesk.domain.dates import format_date, office_time
from okrdesk.errors import Code, Fault, Refused
from okrdesk.forms.pages import page_sizes
from okrdesk.forms.register import check_pdf, edition_of, sheet_of
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import Renderer, shared_renderer
from okrdesk.forms.sheets import form_data
from okrdesk.outgoing import write_whole
from okrdesk.paths import resources
from okrdesk.services.desk import Desk
from okrdesk.services.documents import Document

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

_FIELD = "ChuKy{number}"


@dataclass(frozen=True)
class Place:
    """A place for a signature: the signer's title, the page (from 1), and the box in points.

    `x` and `y` are the upper left corner, counted from the page's upper left corner.
    """

    number: int
    title: str
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class FileKey:
    """A key in a PKCS#12 file."""

    file: Path
    password: str


@dataclass(frozen=True)
class TokenKey:
    """A key on a token, by the token's PKCS#11 library and the labels of token and key."""

    library: Path
    token: str
    label: str
    pin: str


Key = FileKey | TokenKey


@dataclass(frozen=True)
class Signing:
    """A signature to be made: whose key, on which place (its number from 1), when."""

    key: Key
    place: int
    at: datetime


def find_places(document: Document, renderer: Renderer | None = None) -> list[Place]:
    """Return the places for signatures of a registered sheet, in the order of the page."""
    template, sheet = edition_of(document), sheet_of(document)
    found = (renderer or shared_renderer()).query(
        template, form_data(template, [sheet]), "<signature>"
    )
    return [Place(number, **one) for number, one in enumerate(found, start=1)]


def is_installed() -> bool:
    """Say whether this computer has what signs."""
    return find_spec("pyhanko") is not None


def require_printed(desk: Desk, file: Path) -> Document:
    """Return what the register holds of a PDF that is as it was printed; raise as `sign_pdf`."""
    found = check_pdf(desk, file)
    if found.document is None or not found.matches:
        raise Refused(Code.DOCUMENT_UNKNOWN, code=found.mark.code)
    return found.document


def sign_pdf(desk: Desk, file: Path, signing: Signing, target: Path) -> Path:
    """Sign a sheet that is as it was printed; write the signed file and return its path.

    Raises Refused: as `check_pdf` does, and as `sign_sheet` does.
    """
    return sign_sheet(require_printed(desk, file), file, signing, target)


def sign_sheet(document: Document, file: Path, signing: Signing, target: Path) -> Path:
    """Sign the PDF of a sheet, in any thread; write the signed file and return its path.

    Raises Refused: SIGNING_NOT_INSTALLED, SIGNING_PLACE; Fault: SIGNING_KEY, and where a file
    cannot be read or written.
    """
    places = find_places(document)
    place = next((one for one in places if one.number == signing.place), None)
    if place is None:
        allowed = ", ".join(f"{one.number} ({one.title})" for one in places)
        raise Refused(Code.SIGNING_PLACE, place=str(signing.place), allowed=allowed)
    with file_faults(file):
        content = file.read_bytes()
    with _opened(signing.key) as signer:
        signed = _signed(content, signer, place, signing.at)
    return write_whole(target, lambda: signed)


def _signed(content: bytes, signer: "Signer", place: Place, at: datetime) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    field = _FIELD.format(number=place.number)
    height = page_sizes(content)[place.page - 1].height
    box = (
        round(place.x),
        round(height - place.y - place.height),
        round(place.x + place.width),
        round(height - place.y),
    )
    writer = IncrementalPdfFileWriter(BytesIO(content))
    spec = fields.SigFieldSpec(field, on_page=place.page - 1, box=box)
    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    with TemporaryDirectory() as folder:
        style = _style(signer, at, Path(folder))
        pdf_signer = signers.PdfSigner(meta, signer, stamp_style=style, new_field_spec=spec)
        out = pdf_signer.sign_pdf(writer)
    return bytes(out.getbuffer())


def _style(signer: "Signer", at: datetime, folder: Path) -> Any:
    """Return how the signature looks: who and when, set by Typst with our own faces."""
    from pyhanko.stamp import StaticStampStyle

    certificate = signer.signing_cert
    name = str(certificate.subject.native.get("common_name", "")) if certificate else ""
    template = find_template("signature-stamp", at.date(), resources())
    local = office_time(at)
    words = template.words
    lines = [
        words["signed_by"].format(name=name),
        words["signed_at"].format(time=f"{local:%H:%M:%S}", day=format_date(local.date())),
    ]
    data = {"title": template.name("vi"), "lines": lines}
    file = folder / "stamp.pdf"
    file.write_bytes(shared_renderer().render_pdf(template, data, at))
    return StaticStampStyle.from_pdf_file(str(file), border_width=0, background_opacity=1)


@contextmanager
def _opened(key: Key) -> "Iterator[Signer]":
    try:
        from pyhanko.sign import signers
    except ImportError as error:
        raise Refused(Code.SIGNING_NOT_INSTALLED) from error
    if isinstance(key, TokenKey):
        with _token(key) as signer:
            yield signer
        return
    with file_faults(key.file):
        content = key.file.read_bytes()
    # Not by the file's name: that way a wrong password is logged with its whole traceback.
    load: Callable[..., Signer] = signers.SimpleSigner.load_pkcs12_data
    try:
        opened = load(content, other_certs=(), passphrase=key.password.encode())
    except ValueError as error:
        raise Fault(Code.SIGNING_KEY, detail=key.file.name) from error
    yield opened


@contextmanager
def _token(key: TokenKey) -> "Iterator[Signer]":
    import pkcs11
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    try:
        session = open_pkcs11_session(
            str(key.library), token_criteria=TokenCriteria(label=key.token), user_pin=key.pin
        )
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise Fault(Code.SIGNING_KEY, detail=f"{key.token}: {type(error).__name__}") from error
    with session:
        yield PKCS11Signer(session, cert_label=key.label, key_label=key.label)
