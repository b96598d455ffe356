"""The server's administration from a shell, on both databases."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from okrdesk.db.engine import write_transaction
from okrdesk.forms.pages import page_sizes, page_text
from okrdesk.server.__main__ import build_parser, main
from okrdesk.server.accounts import agencies, code_serves, find_account
from okrdesk.server.database import open_database
from okrdesk.server.metrics import MOST_WORKERS
from okrdesk.server.running import utc_now
from okrdesk.server.tokens import note_use
from tests.exchange.books import book
from tests.shell import Run, shell


@pytest.fixture
def run(empty_database: tuple[Path, str | None], capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command with --json and returns its document."""
    folder, url = empty_database
    shared = ["--data", str(folder), *(["--database", url] if url else []), "--json"]
    return shell(main, shared, capsys)


@pytest.fixture
def made(run: Run) -> Run:
    """Return `run` on a server with one agency."""
    run("init", "--agency", "SNV", "Sở Nội vụ")
    return run


def test_init_makes_an_agency_and_tells_its_first_code(run: Run) -> None:
    told = run("init", "--agency", "SNV", "Sở Nội vụ", "--person", "Trần Thị Bé")
    assert told["user"] == "admin"
    assert len(told["code"]) == 14
    assert len(told["recovery_key"].split("-")) == 7
    state = run("status")
    assert [one["code"] for one in state["agencies"]] == ["SNV"]
    assert state["agencies"][0]["entries"] > 0
    assert state["database_bytes"] > 0


def test_several_agencies_stand_beside_each_other(made: Run) -> None:
    made("agency", "add", "STC", "Sở Tài chính", "--user", "quantri")
    assert [one["code"] for one in made("agency", "list")["items"]] == ["SNV", "STC"]
    assert made("user", "list", "--agency", "stc")["items"][0]["user"] == "quantri"
    refused = made("user", "list", status=1)["error"]
    assert (refused["code"], refused["params"]) == ("which_agency", {"codes": "SNV, STC"})
    assert made("user", "list", "--agency", "XX", status=1)["error"]["code"] == "not_found"
    again = made("agency", "add", "snv", "Sở khác", status=1)
    assert again["error"]["code"] == "code_taken"


def test_a_server_without_an_agency_says_what_to_do(run: Run) -> None:
    assert run("user", "list", status=1)["error"]["code"] == "no_agency_yet"
    assert run("status")["agencies"] == []


def test_a_roster_gives_people_who_get_logins_codes_and_slips(made: Run, tmp_path: Path) -> None:
    roster = _roster(tmp_path)
    seen = made("import", "roster", roster, "--preview")
    assert (seen["ready"], seen["written"]) == (2, 0)
    assert made("import", "roster", roster)["written"] == 2
    users = made("user", "add", "--all")["items"]
    assert {one["user"] for one in users} == {"admin", "cb01", "cb02"}
    slips = tmp_path / "phiếu.pdf"
    told = made("user", "code", "--all", "--slip", slips, "--address", "https://okr.vn:8770")
    assert len(told["items"]) == 3
    pdf = slips.read_bytes()
    assert len(page_sizes(pdf)) == 1
    text = page_text(pdf, 0)
    for one in told["items"]:
        assert one["code"] in text
        assert one["user"] in text


def test_slips_that_cannot_be_had_leave_the_codes_that_were_handed_out(
    made: Run, empty_database: tuple[Path, str | None], tmp_path: Path
) -> None:
    code = made("user", "code", "admin")["code"]
    (tmp_path / "ca.pem").write_bytes(b"PK")
    for words, why in (
        (("--slip", tmp_path / "none" / "a.pdf"), "file_not_written"),
        (("--slip", tmp_path / "a.pdf", "--ca", tmp_path / "none.pem"), "path_missing"),
        (("--slip", tmp_path / "a.pdf", "--ca", tmp_path / "ca.pem"), "certificate_bad"),
        (("--slip", tmp_path / "a.pdf", "--address", "ftp://okr.vn"), "server_address_bad"),
    ):
        assert made("user", "code", "admin", *words, status=1)["error"]["code"] == why
    engine = open_database(*empty_database)
    with engine.begin() as connection:
        (agency,) = agencies(connection)
        account = find_account(connection, agency["id"], "admin")
        assert account
        assert code_serves(connection, account, code, utc_now())
    engine.dispose()


def test_a_roster_with_a_wrong_row_writes_nothing(made: Run, tmp_path: Path) -> None:
    told = made("import", "roster", _roster(tmp_path, kind="người ngoài hành tinh"), status=1)
    assert told["written"] == 0
    assert told["errors"][0]["row"] > 1


def test_a_person_is_named_by_code_or_name_and_gets_a_login_at_need(made: Run) -> None:
    person = made("user", "list")["items"][0]["person"]
    assert made("user", "code", person)["user"] == "admin"
    assert made("user", "add", person, "--name", "khac")["user"] == "admin"
    assert made("user", "code", "nobody", status=1)["error"]["code"] == "not_found"


def test_a_login_that_cannot_be_one_is_refused(made: Run, tmp_path: Path) -> None:
    made("import", "roster", _roster(tmp_path))
    bad = made("user", "add", "CB01", "--name", "Đào Văn", status=1)
    assert bad["error"]["code"] == "user_name_bad"
    taken = made("user", "add", "CB01", "--name", "ADMIN", status=1)
    assert taken["error"]["code"] == "user_taken"


def test_a_disabled_user_gets_no_code_until_enabled(made: Run) -> None:
    assert made("user", "disable", "admin")["disabled"]
    assert made("user", "code", "admin", status=1)["error"]["code"] == "user_disabled"
    assert not made("user", "enable", "admin")["disabled"]
    assert made("user", "code", "admin")["code"]


def test_an_agency_says_who_enrols_with_a_second_factor(made: Run) -> None:
    told = made("agency", "policy", "--second-factor", "approvers")
    assert told == {"agency": "SNV", "second_factor": "approvers", "without": ["admin"]}
    assert made("agency", "list")["items"][0]["second_factor"] == "approvers"


def test_an_agency_gets_the_room_for_files_that_the_operator_says(made: Run) -> None:
    def room() -> tuple[int, int, int]:
        (state,) = made("status")["agencies"]
        return state["files_bytes"], state["files_limit"], state["files_lies"]

    assert room() == (0, 50 * 10**9, 0)
    made("agency", "add", "STC", "Sở Tài chính")
    assert made("agency", "quota", "3", "--agency", "STC") == {"agency": "STC", "files_gb": 3}
    limits = {one["code"]: one["files_limit"] for one in made("status")["agencies"]}
    assert limits == {"SNV": 50 * 10**9, "STC": 3 * 10**9}


def test_a_second_factor_is_told_once_with_a_picture(made: Run, tmp_path: Path) -> None:
    picture = tmp_path / "totp.png"
    told = made("user", "totp", "admin", "--picture", picture)
    assert told["address"].startswith("otpauth://totp/")
    assert told["secret"] in told["address"]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert made("user", "list")["items"][0]["second_factor"]
    asked = ("agency", "policy", "--second-factor", "administrators")
    assert made(*asked)["without"] == []
    assert not made("user", "totp", "admin", "--off")["second_factor"]
    assert made(*asked)["without"] == ["admin"]
    made("user", "disable", "admin")
    assert made(*asked)["without"] == []


def test_a_transfer_is_a_post_closed_and_one_opened(made: Run, tmp_path: Path) -> None:
    made("import", "roster", _roster(tmp_path))
    closed = made("post", "close", "CB01", "Phòng Tổng hợp", "--on", "2026-11-15")
    assert closed["on"] == "2026-11-15"
    opened = made("post", "open", "CB01", "Phòng Một cửa", "--leader", "--from", "2026-11-16")
    assert opened["share_total"] == 100
    wrong = made("post", "close", "CB01", "Phòng Tổng hợp", "--on", "hôm qua", status=1)
    assert wrong["error"]["code"] == "bad_date"
    none = made("post", "close", "CB02", "Phòng Tổng hợp", status=1)
    assert none["error"]["code"] == "not_found"


def test_tokens_are_told_once_and_revoked(made: Run) -> None:
    token = made("token", "add", "Trang tổng hợp")["token"]
    listed = made("token", "list")["items"]
    assert token not in json.dumps(listed)
    assert made("token", "add", " ", status=1)["error"]["code"] == "missing_field"
    made("token", "revoke", listed[0]["id"])
    assert made("token", "list")["items"][0]["revoked_at"] is not None
    assert made("token", "revoke", "nothing", status=1)["error"]["code"] == "not_found"


def test_a_token_is_listed_with_the_day_of_its_last_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = ["--data", str(tmp_path)]
    main([*shared, "init", "--agency", "SNV", "Sở Nội vụ"])
    main([*shared, "--json", "token", "add", "Trang tổng hợp"])
    made = capsys.readouterr().out
    token = json.loads(made[made.index("{") :])["token"]
    main([*shared, "token", "list"])
    assert "  –           Trang tổng hợp" in capsys.readouterr().out
    engine = open_database(tmp_path)
    with write_transaction(engine) as connection:
        note_use(connection, token, datetime(2026, 11, 20, 9, tzinfo=UTC))
    engine.dispose()
    main([*shared, "token", "list"])
    assert "  2026-11-20  Trang tổng hợp" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("device", "list", "--silent", "99999999999"),
        ("user", "code", "--all", "--days", "0"),
        ("serve", "--workers", "zero"),
        ("serve", "--workers", str(MOST_WORKERS + 1)),
        ("serve", "--port", "65536"),
        ("post", "open", "CB01", "P1", "--share", "101"),
    ],
)
def test_a_number_out_of_range_is_wrong_usage(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(tmp_path), *words])
    assert ended.value.code == 2
    assert "không phải số nguyên" in capsys.readouterr().err


def test_an_unknown_pc_cannot_be_turned_away(made: Run) -> None:
    assert made("device", "list", "--silent", "7")["items"] == []
    assert made("device", "revoke", "0000", status=1)["error"]["code"] == "not_found"


def test_an_address_of_a_database_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path), "--database", "mysql://x/y", "status"]) == 1
    assert "mysql" not in capsys.readouterr().out


def test_every_command_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for name in ("init", "serve", "user", "device", "post", "token", "status", "import", "agency"):
        assert f"    {name} " in text


def _roster(folder: Path, kind: str = "công chức") -> Path:
    path = folder / "danh sách.xlsx"
    header = ["Mã", "Họ và tên", "Đối tượng", "Đơn vị"]
    people = [
        ["CB01", "Đào Văn Tư", kind, "Phòng Tổng hợp"],
        ["CB02", "Lê Thị Hòa", kind, "Phòng Một cửa"],
    ]
    path.write_bytes(book(header, *people))
    return path
