"""Passwords, one-time codes, tokens, six digits: what fits, what never, and what it costs."""

from datetime import UTC, datetime, timedelta

import argon2
import pyotp
import pytest

from okrdesk.errors import Code, Refused
from okrdesk.server.passwords import (
    hash_code,
    hash_password,
    hash_token,
    new_code,
    new_token,
    new_totp_secret,
    password_fits,
    totp_step,
)

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)


def test_a_password_fits_however_the_keyboard_composes_it() -> None:
    stored = hash_password("mật khẩu")
    assert password_fits(stored, "mật khẩu")
    assert not password_fits(stored, "mat khau")
    assert not password_fits("damaged", "mật khẩu")


def test_nothing_fits_where_no_password_is_stored() -> None:
    assert not password_fits(None, "")
    assert not password_fits(None, "mật khẩu")


def test_an_unknown_user_costs_the_work_of_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is counted, not timed: a hash is searched for each, and of the same price."""
    prices: list[argon2.Parameters] = []
    verify = argon2.PasswordHasher.verify

    def noted(hasher: argon2.PasswordHasher, stored: str, password: str) -> bool:
        prices.append(argon2.extract_parameters(stored))
        return verify(hasher, stored, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", noted)
    for stored in (hash_password("mật khẩu"), None):
        assert not password_fits(stored, "another password")
    known, unknown = prices
    assert known == unknown
    assert known.memory_cost >= 19 * 1024, "OWASP's least"


@pytest.mark.parametrize(
    ("password", "code"), [("12345", Code.PASSWORD_SHORT), ("x" * 201, Code.TOO_LONG)]
)
def test_a_password_that_may_not_be_chosen_is_refused(password: str, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        hash_password(password)
    assert refused.value.code is code


def test_a_code_is_read_as_people_type_it() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert hash_code(code) == hash_code(code.lower().replace("-", " "))
    assert hash_code("0O1I-LLLL-2345") == hash_code("0011-1111-2345")
    assert len({new_code() for _ in range(100)}) == 100


def test_tokens_differ_and_only_their_hash_is_kept() -> None:
    token = new_token()
    assert token != new_token()
    assert token not in hash_token(token)


def test_digits_serve_half_a_minute_early_or_late_and_never_twice() -> None:
    secret = new_totp_secret()
    machine = pyotp.TOTP(secret)
    step = totp_step(secret, machine.at(NOW), NOW, 0)
    assert step is not None
    for late in (-30, 30):
        assert totp_step(secret, machine.at(NOW + timedelta(seconds=late)), NOW, 0)
    assert totp_step(secret, machine.at(NOW + timedelta(seconds=90)), NOW, 0) is None
    assert totp_step(secret, machine.at(NOW), NOW, step) is None
    assert totp_step(secret, "", NOW, 0) is None
    assert totp_step(secret, "mười hai", NOW, 0) is None
