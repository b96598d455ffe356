"""Every screen over the sample office: named for a reader, cut off nowhere, in both sizes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.office_window import SAMPLE_PASSWORD, Look, OfficeWindow, prepare_sample
from tests.ui.reading import clipped, nameless

LOOKS = [Look("vi", "light", 100, (1366, 768)), Look("en", "dark", 150, (1920, 1080))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("office") / "data"
    prepare_sample(made)
    return made


@pytest.fixture(params=LOOKS, ids=lambda look: look.name)
def office(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[OfficeWindow]:
    monkeypatch.setenv("OKRDESK_PASSWORD", SAMPLE_PASSWORD)
    made = OfficeWindow(qapp, folder, request.param)
    yield made
    made.close()


def test_every_screen_is_named_and_whole(office: OfficeWindow) -> None:
    found = {}
    for spec in office.window.specs:
        office.show(spec.id)
        assert office.window.current is not None
        found[spec.id] = nameless(office.window) + clipped(office.window)
    assert {name: faults for name, faults in found.items() if faults} == {}
