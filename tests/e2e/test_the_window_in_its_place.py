"""The window among others: started twice, on a large screen with large text, on disks that fail."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from okrdesk.settings import Settings
from tests.e2e.officer import PASSWORD, Officer
from tests.e2e.shell import Shell
from tests.e2e.stage import Program, Stage, stage

HD = (1920, 1080)
PERCENT = 150
SCREENS = (
    "Hôm nay", "Mục tiêu", "Công việc", "Đánh giá", "Biểu mẫu & báo cáo", "Đồng bộ", "Quản trị",
    "Trợ giúp", "Thiết lập",
)  # fmt: skip
CONTROLS = ("push button", "check box", "radio button", "combo box", "text")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the sample office; tests of this file only look at it."""
    folder = tmp_path_factory.mktemp("sample") / "office"
    Shell(folder, dict(os.environ) | {"OKRDESK_PASSWORD": PASSWORD}).json("new", "--sample")
    return folder


def test_a_second_start_raises_the_first_window(screen: Stage, tmp_path: Path) -> None:
    screen.start(tmp_path / "data")
    screen.eyes.focused("push button", "Tiếp tục")
    screen.hands.minimize()
    screen.eyes.gone("frame", states=["active"])
    assert screen.start(tmp_path / "data").wait() == 0
    screen.eyes.see("frame", "okrdesk", states=["active"])
    assert len(screen.eyes.all("frame", "okrdesk")) == 1


def test_every_screen_fits_a_large_screen_with_large_text(sample: Path, tmp_path: Path) -> None:
    Settings(sample / "settings.json").set("font_percent", PERCENT)
    with stage(tmp_path, HD) as made:
        made.give({"OKRDESK_PASSWORD": PASSWORD})
        made.start(sample)
        frame = made.eyes.see("frame", states=["active"])
        assert _is_inside(frame.place, (0, 0, *HD))
        made.eyes.see("check box", "Quản trị")  # by right, so there once the office is open
        for name in SCREENS:
            Officer(made).go(name)
            made.eyes.see("label", name)
            made.picture(name)
            room = frame.place
            if made.eyes.sees("scroll bar"):  # a long page may go on below, but never beside
                room = (room[0], room[1], room[2], 10_000)
            controls = [thing for role in CONTROLS for thing in made.eyes.all(role)]
            outside = [one for one in controls if one.place[2] and not _is_inside(one.place, room)]
            assert not outside, f"{name}: {outside}"


def test_a_folder_that_cannot_be_written_is_told_where_the_office_is_made(
    screen: Stage, tmp_path: Path
) -> None:
    """A file stands where the folder's parent should be: no right, root's or another's, helps."""
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    screen.start(folder)
    officer = Officer(screen)
    screen.eyes.focused("push button", "Tiếp tục")
    screen.hands.key("Return")
    screen.eyes.focused("text", "Tên cơ quan")
    officer.fill("text", "Tên cơ quan", "Sở Mẫu")
    screen.hands.key("Return")
    officer.fill("password text", "Mật khẩu", PASSWORD)
    officer.fill("password text", "Nhập lại mật khẩu", PASSWORD)
    screen.hands.key("Return")
    screen.eyes.see("label", part=f"okrdesk không ghi được vào {folder}")
    screen.picture("read-only")
    screen.eyes.see("password text", "Mật khẩu", text="●" * len(PASSWORD), states=["enabled"])


def test_a_disk_that_fails_is_told_and_what_was_typed_is_saved_once_it_works(
    screen: Stage, tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    shell = Shell(folder, dict(os.environ) | {"OKRDESK_PASSWORD": PASSWORD})
    shell.json("new", "--agency", "Sở Mẫu")
    shell.json("add", "objective", "--title", "Hài lòng hơn")
    words = ["--title", "Điểm hài lòng", "--start", "0", "--target", "100"]
    shell.json("add", "key-result", "--objective", "Hài lòng hơn", *words)
    screen.give({"OKRDESK_PASSWORD": PASSWORD})
    program = screen.start(folder)
    eyes, hands = screen.eyes, screen.hands
    Officer(screen).arrow_to("list item", "Điểm hài lòng", "Up")
    hands.key("Return")
    eyes.focused("text", "Giá trị mới")
    with nothing_more_written(program, folder / "okrdesk.db-wal"):
        hands.type("60")
        hands.key("Return")
        eyes.see("label", part=f"Ổ đĩa báo lỗi tại {folder / 'okrdesk.db'}.")
        screen.picture("failing-disk")
        eyes.see("text", "Giá trị mới", text="60")
    hands.key("Return")
    eyes.gone("dialog")
    eyes.see("filler", "60 %")
    hands.key("ctrl+q")
    assert program.wait() == 0
    assert shell.items("key-results")["Điểm hài lòng"]["value"] == 60
    assert shell.json("check")["ok"]


@contextmanager
def nothing_more_written(program: Program, file: Path) -> Iterator[None]:
    """Let no write of the running program make a file larger than `file` is now."""
    limit = resource.RLIMIT_FSIZE
    before = resource.prlimit(program.process.pid, limit)
    resource.prlimit(program.process.pid, limit, (file.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.prlimit(program.process.pid, limit, before)


def _is_inside(inner: tuple[int, int, int, int], outer: tuple[int, int, int, int]) -> bool:
    right, bottom = outer[0] + outer[2], outer[1] + outer[3]
    return (
        inner[0] >= outer[0]
        and inner[1] >= outer[1]
        and inner[0] + inner[2] <= right
        and inner[1] + inner[3] <= bottom
    )
