"""A program's commands run in this process, as a shell runs them with --json."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

Run = Callable[..., Any]


def shell(
    main: Callable[[Sequence[str]], int],
    before: Sequence[str],
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return a function that runs a command and returns its document.

    `before` are the words that come first each time, `status` the exit status that is expected.
    """

    def call(*words: object, status: int = 0) -> Any:
        found = main([*before, *map(str, words)])
        printed = capsys.readouterr()
        assert found == status, printed.err
        return json.loads(printed.out)

    return call
