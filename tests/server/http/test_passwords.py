"""Passwords, one-time codes, tokens, six digits: what fits, what never, and how long it takes."""

import statistics
import time
from datetime import UTC, datetime, timedelta

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


def test_an_unknown_user_costs_the_time_of_a_known_one() -> None:
    stored = hash_password("mật khẩu")
    known, unknown = (statistics.median(_seconds(one) for _ in range(7)) for one in (stored, None))
    assert 0.5 < unknown / known < 2


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


def _seconds(stored: str | None) -> float:
    began = time.perf_counter()
    password_fits(stored, "another password")
    return time.perf_counter() - began
