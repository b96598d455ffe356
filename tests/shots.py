"""The contact sheet: every screen in both languages, on both grounds, at 100 and at 150 per cent.

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

from tests.ui.office_window import Look, OfficeWindow, prepare_sample

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
        rows = [take(qt, folder, look, out, arguments[1:]) for look in LOOKS]
    sheet(rows, out)
    print(f"{sum(len(row) for row in rows)} pictures in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
