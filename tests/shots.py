"""The contact sheet: every screen in both languages, on both grounds, at 100 and at 150 per cent.

The screens of a PC with a server, and each tab of Đồng bộ, are those of a small office of its own.

    python -m tests.shots OUT [screen …]

writes a picture of each into the folder OUT and `sheet.png`, all of them small on one page.
"""

import os
import sys
import tempfile
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from okrdesk import i18n
from tests.sync.client.house import PASSWORD, house
from tests.ui.office_window import SAMPLE_PASSWORD, Look, OfficeWindow, prepare_sample
from tests.ui.sync_screen.story import begin, tell_all
from ui.screens.admin.screen import AdminScreen

SIZES = {100: (1366, 768), 150: (1920, 1080)}
LOOKS = [
    Look(language, theme, percent, SIZES[percent])
    for language, theme, percent in product(("vi", "en"), ("light", "dark"), SIZES)
]
SMALL = 480
GAP = 12


def take(qt: QApplication, folder: Path, look: Look, out: Path, only: list[str]) -> list[Path]:
    """Write a picture of every screen in one look and return the files."""
    office = OfficeWindow(qt, folder, look)
    files = []
    for spec in office.window.specs:
        if only and spec.id not in only:
            continue
        office.show(spec.id)
        file = out / f"{spec.id}-{look.name}.png"
        office.window.grab().save(str(file))
        files.append(file)
    office.close()
    return files


ENROLLED = {
    "officer": (
        "today",
        "sync refused",
        "sync conflict",
        "sync waiting",
        "sync arrived",
        "sync handled",
        "sync run",
    ),
    "head": ("sync parked",),
    "admin": ("admin device",),
}
"""Which screens, and which of their tabs, are taken before whom."""


def take_enrolled(
    qt: QApplication, folders: dict[str, Path], look: Look, out: Path, only: list[str]
) -> list[Path]:
    """Write pictures of PCs that are enrolled with a server, which is there."""
    files = []
    for who, shown in ENROLLED.items():
        wanted = [one for one in shown if not only or one.split()[0] in only]
        if not wanted:
            continue
        office = OfficeWindow(qt, folders[who], look)
        office.wait(lambda: office.window.desktop.sync.standing.is_online)  # noqa: B023
        for one in wanted:
            name, _space, tab = one.partition(" ")
            office.show(name)
            screen = office.window.current
            assert screen is not None
            if isinstance(screen, AdminScreen):
                screen.tabs.setCurrentIndex(screen.tabs.count() - 1)
            screen.open_item(tab, "")
            office.settle()
            file = out / f"server-{one.replace(' ', '-')}-{look.name}.png"
            office.window.grab().save(str(file))
            files.append(file)
        office.close()
    return files


def sheet(rows: list[list[Path]], out: Path) -> None:
    """Write all pictures small on one page, a look in each row."""
    wide = max(len(row) for row in rows)
    high = SMALL * 9 // 16
    page = QImage(
        wide * (SMALL + GAP) + GAP, len(rows) * (high + GAP) + GAP, QImage.Format.Format_RGB32
    )
    page.fill(QColor("#808080"))
    painter = QPainter(page)
    for down, row in enumerate(rows):
        for across, file in enumerate(row):
            small = QImage(str(file)).scaled(
                SMALL,
                high,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            place = QRect(GAP + across * (SMALL + GAP), GAP + down * (high + GAP), SMALL, high)
            painter.drawImage(place.topLeft(), small)
    painter.end()
    page.save(str(out / "sheet.png"))


def main(arguments: list[str]) -> int:
    """Write the pictures into the folder that was named."""
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    qt = QApplication.instance() or QApplication([])
    assert isinstance(qt, QApplication)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "office"
        prepare_sample(folder)
        os.environ["OKRDESK_PASSWORD"] = SAMPLE_PASSWORD
        rows = [take(qt, folder, look, out, arguments[1:]) for look in LOOKS]
        i18n.use("vi")
        os.environ.pop("OKRDESK_PASSWORD")
        with house(Path(name) / "server") as served:
            folders = tell_all(begin(served, Path(name)))
            os.environ["OKRDESK_PASSWORD"] = PASSWORD
            for row, look in zip(rows, LOOKS, strict=True):
                row += take_enrolled(qt, folders, look, out, arguments[1:])
    sheet(rows, out)
    print(f"{sum(len(row) for row in rows)} pictures in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
