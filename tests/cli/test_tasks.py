"""Tasks and catalogues from a shell: added, decided on, delivered, imported, listed and shown."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.cli.conftest import YEAR
from tests.exchange.books import book

START = f"{YEAR}-01-05"
ADD = ("add", "task", "--title", "Soạn thảo công văn", "--quantity", "5", "--coefficient", "1.6")


def task(run: Any, *more: str) -> str:
    """Add a task that began in January; return its id."""
    return str(run(*ADD, "--start-on", START, *more)["id"])


def test_a_task_is_added_delivered_and_listed(run: Any) -> None:
    id = task(run)
    done = run("task", "deliver", id, "3", "--on", START, "--note", "Đợt một")
    assert (done["task"], done["state"], done["done"]) == (id, "accepted", 3)
    (item,) = run("list", "tasks", "--cycle", YEAR)["items"]
    assert (item["title"], item["quantity"], item["done"]) == ("Soạn thảo công văn", 5, 3)
    assert item["converted"] == 8
    assert run("list", "tasks", "--state", "done")["items"] == []


def test_a_delivery_is_corrected_by_another(run: Any) -> None:
    id = task(run)
    wrong = run("task", "deliver", id, "4", "--on", START)["id"]
    assert run("task", "deliver", id, "2", "--on", START, "--corrects", wrong)["done"] == 2


def test_errors_are_noted_and_excused(run: Any, tmp_path: Path) -> None:
    id = task(run)
    noted = run("task", "fault", id, "content", "--count", "2", "--on", START)["id"]
    file = tmp_path / "van-ban.txt"
    file.write_text("đã gửi", encoding="utf-8")
    asked = run("task", "cause", id, "--reason", "Mưa lũ", "--errors", "1", "--evidence", file)
    assert asked["cause"] == "asked"
    assert run("task", "confirm", asked["id"])["cause"] == "confirmed"
    shown = run("show", id)
    assert (shown["item"]["content_errors"], shown["item"]["exempt_errors"]) == (2, 1)
    assert shown["item"]["causes"][0]["evidence"][0]["name"] == "van-ban.txt"
    assert {entry["entity"] for entry in shown["history"]} == {"task", "fault", "cause"}
    run("task", "withdraw", noted)
    assert run("show", id)["item"]["content_errors"] == 0


def test_a_task_is_changed_cancelled_and_removed(run: Any) -> None:
    first, second = task(run), task(run, "--note", "Việc thứ hai")
    run("set", first, "--quantity", "6", "--due-on", f"{YEAR}-12-31")
    assert run("show", first)["item"]["quantity"] == 6
    refused = run("task", "cancel", first, status=1)
    assert refused["error"]["code"] == "reason_needed"
    assert run("task", "cancel", first, "--comment", "Đổi kế hoạch")["state"] == "cancelled"
    run("task", "remove", second)
    assert [item["id"] for item in run("list", "tasks")["items"]] == [first]


def test_what_is_left_is_rolled_over_and_shared(run: Any) -> None:
    run("add", "person", "--code", "002", "--name", "Trần Thị Bình")
    id = task(run)
    run("task", "deliver", id, "2", "--on", START)
    over = run("task", "roll-over", id, "--from", f"{YEAR}-12-01", "--to", f"{YEAR}-12-20")
    assert (over["state"], over["done"]) == ("accepted", 0)
    run("task", "share", over["task"], "002:30")
    (share,) = run("show", over["task"])["item"]["shares"]
    assert (share["name"], share["percent"]) == ("Trần Thị Bình", 30)
    refused = run("task", "share", over["task"], "002", status=1)
    assert refused["error"]["code"] == "bad_value"


def test_a_catalogue_is_written_from_the_shell(run: Any) -> None:
    groups = "--groups=Nhóm 1:100;Nhóm 2"
    run("add", "catalogue", "--code", "DM", "--name", "Danh mục", "--from-on", START, groups)
    words = ("--title", "Công văn", "--code", "CV.01", "--points", "8", "--group", "Nhóm 1")
    item = run("add", "catalogue-item", "--catalogue", "DM", *words)["id"]
    (listed,) = run("list", "catalogue-items")["items"]
    assert (listed["id"], listed["coefficient"], listed["catalogue"]) == (item, 1.6, "DM")
    id = run("add", "task", "--title", "Trả lời xã", "--item", "cv.01", "--start-on", START)["id"]
    assert run("show", id)["item"]["coefficient"] == 1.6
    run("set", item, "--points", "10", "--coefficient", "2")
    run("archive", item)
    assert run("list", "catalogue-items")["items"] == []
    (catalogue,) = run("list", "catalogues")["items"]
    assert (catalogue["code"], catalogue["items"]) == ("DM", 0)


def test_workbooks_of_catalogues_and_tasks_are_imported(run: Any, tmp_path: Path) -> None:
    catalogue, tasks = tmp_path / "danh-muc.xlsx", tmp_path / "cong-viec.xlsx"
    header = ["STT", "Nhiệm vụ/Tên công việc", "Mã công việc", "Điểm chuẩn"]
    catalogue.write_bytes(book(header, [1, "Công văn", "CV.01", 8], [2, "Báo cáo", "CV.02", -1]))
    seen = run("import", "catalogue", catalogue)
    assert (seen["rows"], seen["ready"], seen["written"]) == (2, 1, 0)
    assert [(one["row"], one["code"]) for one in seen["errors"]] == [(3, "bad_value")]
    assert run("import", "catalogue", catalogue, "--apply", "--good-rows")["written"] == 1
    names = ["Tên công việc", "Mã danh mục", "Người thực hiện", "Số lượng giao"]
    tasks.write_bytes(book(names, ["Trả lời xã", "CV.01", "Nguyễn Văn An", 3]))
    assert run("import", "tasks", tasks, "--apply")["written"] == 1
    out = tmp_path / "ra.xlsx"
    (item,) = run("list", "tasks", "--out", out)["items"]
    assert (item["item_code"], item["coefficient"]) == ("CV.01", 1.6)
    assert load_workbook(out).active["A2"].value == "Trả lời xã"


def test_templates_are_written(run: Any, tmp_path: Path) -> None:
    for kind in ("catalogue", "tasks"):
        file = tmp_path / f"{kind}.xlsx"
        assert run("template", kind, file)["file"] == str(file)
        assert load_workbook(file).active.max_column >= 10
