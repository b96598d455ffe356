"""The recovery key on paper: how it is spelled, and which slips are noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.db import recovery_key
from okrdesk.errors import Code, Refused

SECRETS = st.binary(min_size=20, max_size=20)


@given(SECRETS)
def test_a_spelled_secret_is_read_back(secret: bytes) -> None:
    assert recovery_key.read(recovery_key.spell(secret)) == secret


@given(SECRETS)
def test_case_spaces_and_letters_that_look_alike_do_not_matter(secret: bytes) -> None:
    spelled = recovery_key.spell(secret)
    typed = "  " + spelled.lower().replace("-", " ").replace("0", "o").replace("1", "l") + "\n"
    assert recovery_key.read(typed) == secret


def test_it_is_seven_groups_of_five_without_letters_that_look_alike() -> None:
    groups = recovery_key.spell(bytes(range(20))).split("-")
    assert [len(group) for group in groups] == [5] * 7
    assert not set("".join(groups)) & set("ILOU")


@pytest.mark.parametrize("at", range(35))
def test_one_wrong_letter_is_noticed(at: int) -> None:
    letters = list(recovery_key.spell(bytes(range(20))).replace("-", ""))
    letters[at] = "7" if letters[at] != "7" else "8"
    with pytest.raises(Refused) as caught:
        recovery_key.read("".join(letters))
    assert caught.value.code is Code.RECOVERY_KEY_MISTYPED


@pytest.mark.parametrize("at", range(34))
def test_two_swapped_letters_are_noticed(at: int) -> None:
    letters = list(recovery_key.spell(bytes(range(1, 21))).replace("-", ""))
    if letters[at] == letters[at + 1]:
        return
    letters[at], letters[at + 1] = letters[at + 1], letters[at]
    with pytest.raises(Refused) as caught:
        recovery_key.read("".join(letters))
    assert caught.value.code is Code.RECOVERY_KEY_MISTYPED


@pytest.mark.parametrize("text", ["", "ABCDE", "Ă" * 35, "U" * 35, "0" * 3500, "0" * 34 + "٣"])
def test_anything_else_is_a_slip_and_no_traceback(text: str) -> None:
    with pytest.raises(Refused) as caught:
        recovery_key.read(text)
    assert caught.value.code is Code.RECOVERY_KEY_MISTYPED
