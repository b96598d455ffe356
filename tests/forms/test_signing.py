"""Signing: a PAdES signature in the place that the form keeps for it, by file or by token."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Fault, Refused
from okrdesk.forms.filling import fill_form
from okrdesk.forms.pages import page_text
from okrdesk.forms.register import check_pdf
from okrdesk.forms.signing import FileKey, Signing, TokenKey, find_places, sign_pdf
from tests.forms.keys import AT, NAME, Pair, make_pair, write_key
from tests.offices import Office
from tests.services.evaluating import October, october

PIN, LABEL = "1234", "dao"
LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(scope="session")
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def file_key(pair: Pair, tmp_path: Path) -> FileKey:
    return write_key(pair, tmp_path / "key.p12")


@pytest.fixture
def token_key(
    pair: Pair,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> TokenKey:
    """A SoftHSM token that holds the key and its certificate."""
    import pkcs11
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    tokens = tmp_path / "tokens"
    tokens.mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tokens}\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL]
    subprocess.run([*command, "--pin", PIN, "--so-pin", PIN], check=True, capture_output=True)
    key, certificate = pair
    der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    library = pkcs11.lib(str(LIBRARY))
    library.reinitialize()
    with library.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        private = decode_rsa_private_key(der)
        names = {pkcs11.Attribute.LABEL: LABEL, pkcs11.Attribute.TOKEN: True}
        session.create_object(private | names)
        session.create_object(
            decode_x509_certificate(certificate.public_bytes(Encoding.DER)) | names
        )
    return TokenKey(LIBRARY, LABEL, LABEL, PIN)


@pytest.fixture
def month(office: Office) -> October:
    return october(office)


@pytest.fixture
def sheet(month: October, tmp_path: Path) -> Path:
    file = tmp_path / "f1.pdf"
    fill_form(month.officer, "F1", "2026-10", [Owner(month.office.ids.officer)], file)
    return file


def signatures_of(file: Path) -> list[tuple[str, bool, bool]]:
    """Return name, whether the file is as it was signed, and whether the signature is sound."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    found = []
    with file.open("rb") as stream:
        for one in PdfFileReader(stream).embedded_signatures:
            trusted = ValidationContext(trust_roots=[one.signer_cert])
            status = validate_pdf_signature(one, trusted)
            assert one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
            name = str(one.signer_cert.subject.native["common_name"])
            found.append((name, status.intact, status.valid))
    return found


def test_a_sheet_is_signed_with_a_key_in_a_file(
    month: October, sheet: Path, file_key: FileKey, tmp_path: Path
) -> None:
    signed = sign_pdf(month.officer, sheet, Signing(file_key, 1, AT), tmp_path / "signed.pdf")
    assert signatures_of(signed) == [(NAME, True, True)]
    assert check_pdf(month.officer, signed).is_registered


def test_a_sheet_is_signed_with_a_key_on_a_token(
    month: October, sheet: Path, token_key: TokenKey, tmp_path: Path
) -> None:
    signed = sign_pdf(month.officer, sheet, Signing(token_key, 1, AT), tmp_path / "signed.pdf")
    assert signatures_of(signed) == [(NAME, True, True)]


def test_two_sign_one_after_the_other(
    month: October, sheet: Path, file_key: FileKey, tmp_path: Path
) -> None:
    once = sign_pdf(month.officer, sheet, Signing(file_key, 1, AT), tmp_path / "one.pdf")
    twice = sign_pdf(month.officer, once, Signing(file_key, 2, AT), tmp_path / "two.pdf")
    assert signatures_of(twice) == [(NAME, True, True)] * 2


def test_every_form_keeps_a_place_below_each_title(month: October, sheet: Path) -> None:
    document = check_pdf(month.officer, sheet).document
    assert document
    places = find_places(document)
    assert [one.title for one in places] == [
        "CÔNG CHỨC TỰ ĐÁNH GIÁ",
        "CẤP CÓ THẨM QUYỀN THEO DÕI, ĐÁNH GIÁ",
    ]
    for place in places:
        assert "(Ký, ghi rõ họ tên)" in page_text(sheet.read_bytes(), place.page - 1)
        assert (round(place.width), round(place.height)) == (170, 62)


def test_a_place_that_is_not_there_is_refused(
    month: October, sheet: Path, file_key: FileKey, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        sign_pdf(month.officer, sheet, Signing(file_key, 3, AT), tmp_path / "x.pdf")
    assert refused.value.code is Code.SIGNING_PLACE


def test_a_wrong_password_or_pin_is_told(
    month: October, sheet: Path, file_key: FileKey, token_key: TokenKey, tmp_path: Path
) -> None:
    for key in (replace(file_key, password="khác"), replace(token_key, pin="9999")):
        with pytest.raises(Fault) as fault:
            sign_pdf(month.officer, sheet, Signing(key, 1, AT), tmp_path / "x.pdf")
        assert fault.value.code is Code.SIGNING_KEY
    assert not (tmp_path / "x.pdf").exists()
