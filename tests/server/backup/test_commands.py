"""`okrdesk-server audit`, `backup` and `restore` from a shell, on both databases."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from okrdesk.db.engine import write_transaction
from okrdesk.domain.identity import new_id
from okrdesk.forms.pages import page_text
from okrdesk.server import schema
from okrdesk.server.__main__ import main
from okrdesk.server.database import open_database
from okrdesk.server.keys import KEYS_FILE
from tests.offices import make_objective
from tests.server.agencies import Agency
from tests.server.audit.forger import forge
from tests.server.audit.test_export_script import run
from tests.server.postgresql import PostgreSql


@dataclass
class Shell:
    """The program on the state folder of an agency."""

    agency: Agency
    output: pytest.CaptureFixture[str]

    def __call__(self, *words: str | Path, folder: Path | None = None) -> tuple[int, Any]:
        """Run a command with --json; return its exit status and its document."""
        state = ["--data", str(folder or self.agency.folder), "--json"]
        if self.agency.url:
            state += ["--database", self.agency.url]
        code = main([*state, *map(str, words)])
        out = self.output.readouterr().out
        return code, json.loads(out) if out else None


@pytest.fixture
def shell(agency: Agency, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(agency, capsys)


def test_an_honest_history_verifies(shell: Shell) -> None:
    code, said = shell("audit", "verify")
    assert (code, said["ok"], said["problems"]) == (0, True, [])
    assert said["agencies"][0]["entries"] > 10


def test_the_first_broken_entry_is_named_and_the_status_is_1(shell: Shell) -> None:
    log = schema.log_entry
    with write_transaction(shell.agency.engine) as connection:
        connection.execute(update(log).where(log.c.aseq == 5).values(fate="refused"))
    code, said = shell("audit", "verify")
    assert (code, said["ok"]) == (1, False)
    first = said["problems"][0]
    assert (first["kind"], first["aseq"]) == ("header", 5)
    assert first["message"] == "Mục 5 đã bị sửa: không khớp giá trị băm của nó."


def test_a_checkpoint_on_paper_proves_an_export(shell: Shell, tmp_path: Path) -> None:
    code, kept = shell("audit", "checkpoint", "--pdf", tmp_path / "moc.pdf")
    assert code == 0
    assert "MỐC KIỂM CHỨNG" in page_text((tmp_path / "moc.pdf").read_bytes(), 0)
    make_objective(shell.agency.desk(), shell.agency.ids)
    code, said = shell(
        "audit", "verify", "--export", tmp_path / "log.jsonl", "--mark", kept["text"]
    )
    assert (code, said["entries"]) == (0, kept["size"] + 1)
    code, text = run(tmp_path / "log.jsonl", "--mark", kept["text"])
    assert (code, f"the first {kept['size']} entries are its log" in text) == (0, True), text


def test_a_checkpoint_that_is_not_looked_at_is_refused(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, kept = shell("audit", "checkpoint")
    other = kept["text"].replace(shell.agency.agency_id.upper(), new_id().upper())
    code, said = shell("audit", "verify", "--mark", other)
    assert (code, said["error"]["code"]) == (1, "checkpoint_not_ours")
    for text in ("", "chữ khác", kept["text"][:-1], kept["text"].replace(" ", " -", 2)):
        with pytest.raises(SystemExit):
            shell("audit", "verify", "--mark", text)
        assert "không phải nội dung mã" in capsys.readouterr().err
    code, said = shell("audit", "verify", "--export", tmp_path)
    assert (code, said["error"]["code"]) == (1, "file_not_written")


def test_an_export_of_headers_holds_no_content(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    code, _ = shell("audit", "verify", "--export", file, "--headers-only")
    assert code == 0
    assert "objective" not in file.read_text().replace('"ent\\":\\"', "")
    assert run(file)[0] == 0


def test_a_second_office_co_signs(shell: Shell, tmp_path: Path) -> None:
    _, kept = shell("audit", "checkpoint")
    own_code, own = shell("audit", "cosign", "--mark", kept["text"])
    assert own_code == 0
    words = ("--name", own["name"], "--key", own["key"], "--sig", own["sig"])
    code, _ = shell("audit", "witness", "--mark", kept["text"], *words)
    assert code == 1
    keys = json.loads((shell.agency.folder / KEYS_FILE).read_text())
    other = tmp_path / "other"
    other.mkdir()
    (other / KEYS_FILE).write_text(json.dumps(keys | {"signing": "33" * 32}))
    if shell.agency.url is None:
        shutil.copyfile(shell.agency.folder / "server.db", other / "server.db")
    _, made = shell("audit", "cosign", "--mark", kept["text"], folder=other)
    words = ("--name", "Thanh tra tỉnh", "--key", made["key"], "--sig", made["sig"])
    code, said = shell("audit", "witness", "--mark", kept["text"], *words)
    assert (code, said["witnesses"]) == (0, ["Thanh tra tỉnh"])


def test_backup_and_restore(shell: Shell, tmp_path: Path) -> None:
    code, made = shell("backup", tmp_path / "backups")
    assert (code, made["verified"], made["has_keys"]) == (0, True, False)
    code, status = shell("status")
    assert status["agencies"][0]["durable"] == status["agencies"][0]["entries"]
    code, said = shell("restore", tmp_path / "backups")
    assert (code, said["error"]["code"]) == (1, "server_data_there")


def test_a_database_that_went_back_is_refused_to_every_command(shell: Shell) -> None:
    shell("status")
    counter = schema.counter
    with write_transaction(shell.agency.engine) as connection:
        connection.execute(update(counter).values(aseq=counter.c.aseq - 1))
    code, said = shell("status")
    assert (code, said["error"]["code"]) == (1, "database_behind")


def test_the_audit_looks_at_a_database_that_went_back_and_says_so(shell: Shell) -> None:
    shell("status")
    agency = shell.agency
    with write_transaction(agency.engine) as connection:
        forge(connection, agency.agency_id, lambda entries: entries[:-1])
    code, said = shell("audit", "verify")
    assert (code, said["ok"]) == (1, False)
    assert "database_behind" in {problem["kind"] for problem in said["problems"]}


def test_a_role_that_may_make_no_database_gets_a_backup_that_says_so(
    postgresql: PostgreSql, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"plain_{abs(hash(str(tmp_path)))}"
    url = postgresql.create(name)
    postgresql.run("CREATE ROLE {} LOGIN", name)
    postgresql.run("ALTER DATABASE {} OWNER TO {}", name, name)
    plain = url.replace("//okr@", f"//{name}@")
    folder = tmp_path / "state"
    try:
        open_database(folder, plain).dispose()
        words = ["--data", str(folder), "--database", plain, "--json"]
        assert main([*words, "init", "--agency", "A", "Sở A", "--person", "An"]) == 0
        capsys.readouterr()
        assert main([*words, "backup", str(tmp_path / "backups")]) == 0
        made = json.loads(capsys.readouterr().out)
        assert (made["verified"], made["proof"]) == (False, "listed")
        assert main([*words, "status"]) == 0
        assert json.loads(capsys.readouterr().out)["agencies"][0]["durable"] == 0
    finally:
        postgresql.drop(name)
        postgresql.run("DROP ROLE {}", name)
