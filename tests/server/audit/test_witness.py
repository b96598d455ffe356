"""A second office as witness: what it signed is kept, exported, and checked by everybody."""

import json
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey
from sqlalchemy import Engine, update

from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.errors import Code, Refused
from okrdesk.forms.pages import page_text
from okrdesk.server import schema
from okrdesk.server.audit import verify
from okrdesk.server.audit_export import Contents, export_log
from okrdesk.server.audit_report import Kind
from okrdesk.server.checkpoint_paper import checkpoint_pdf, paper_of
from okrdesk.server.checkpoints import Kept, add_cosignature, cosign, keep_checkpoint
from tests.server.audit.agency import Agency
from tests.server.audit.invented import AGENCY, AT_MS, SERVER_KEY, SERVER_SEED
from tests.server.audit.test_export_script import run

INSPECTOR = bytes([7]) * 32


def keep(engine: Engine, later_ms: int = 0) -> Kept:
    with write_transaction(engine) as connection:
        return keep_checkpoint(connection, AGENCY, SERVER_SEED, AT_MS + later_ms)


def witnessed(engine: Engine, seed: bytes = INSPECTOR) -> Kept:
    checkpoint = keep(engine).checkpoint
    made = cosign(checkpoint, seed, "Thanh tra tỉnh", AT_MS)
    with write_transaction(engine) as connection:
        return add_cosignature(connection, checkpoint, made, SERVER_KEY)


def test_the_same_log_keeps_one_checkpoint(invented_agency: Agency, engine: Engine) -> None:
    assert keep(engine) == keep(engine, 1000)
    invented_agency.enter(invented_agency.own("measure_unit", AGENCY, {"name": "lít"}))
    assert keep(engine, 2000).size == 12


def test_a_witness_is_kept_printed_and_exported(
    invented_agency: Agency, engine: Engine, tmp_path: Path
) -> None:
    keep(engine)
    invented_agency.enter(invented_agency.own("measure_unit", AGENCY, {"name": "lít"}))
    keep(engine, 1000)
    kept = witnessed(engine)
    assert kept == witnessed(engine)
    assert [one.name for one in kept.witnesses] == ["Thanh tra tỉnh"]
    with read_transaction(engine) as connection:
        assert verify(connection, AGENCY, bytes.fromhex(SERVER_KEY)).problems == []
        text = page_text(checkpoint_pdf(paper_of(connection, kept, SERVER_KEY)), 0)
        export_log(connection, AGENCY, SERVER_KEY, tmp_path / "log.jsonl", Contents.NONE)
    assert "Thanh tra tỉnh" in text
    assert "11 mục, lúc" in text
    code, said = run(tmp_path / "log.jsonl")
    assert code == 0, said
    key = SigningKey(INSPECTOR).verify_key.encode().hex()
    assert f"Thanh tra tỉnh (key {key}) is a witness of the first 12 entries." in said
    assert "left out): 12 entries" in said


@pytest.mark.parametrize("seed", [SERVER_SEED, INSPECTOR])
def test_neither_the_server_itself_nor_a_wrong_signature_is_a_witness(
    seed: bytes, invented_agency: Agency, engine: Engine
) -> None:
    checkpoint = keep(engine).checkpoint
    made = cosign(msgspec.structs.replace(checkpoint, time=1), seed, "Ai đó", AT_MS)
    if seed == SERVER_SEED:
        made = cosign(checkpoint, seed, "Chính mình", AT_MS)
    with write_transaction(engine) as connection, pytest.raises(Refused) as caught:
        add_cosignature(connection, checkpoint, made, SERVER_KEY)
    assert caught.value.code is Code.COSIGNATURE_WRONG


def test_only_a_checkpoint_that_was_kept_is_co_signed(
    invented_agency: Agency, engine: Engine
) -> None:
    other = msgspec.structs.replace(keep(engine).checkpoint, size=3)
    made = cosign(other, INSPECTOR, "Thanh tra tỉnh", AT_MS)
    with write_transaction(engine) as connection, pytest.raises(Refused) as caught:
        add_cosignature(connection, other, made, SERVER_KEY)
    assert caught.value.code is Code.CHECKPOINT_NOT_OURS


def test_a_forged_co_signature_is_found_by_the_audit_and_by_the_script(
    invented_agency: Agency, engine: Engine, tmp_path: Path
) -> None:
    kept = witnessed(engine)
    witness = msgspec.to_builtins(kept.witnesses[0]) | {"name": "Ai đó", "key": "00" * 32}
    with write_transaction(engine) as connection:
        connection.execute(update(schema.checkpoint).values(witness=[witness]))
    with read_transaction(engine) as connection:
        report = verify(connection, AGENCY, bytes.fromhex(SERVER_KEY))
        export_log(connection, AGENCY, SERVER_KEY, tmp_path / "log.jsonl")
    assert [(one.kind, one.aseq) for one in report.problems] == [(Kind.CHECKPOINT, 11)]
    code, said = run(tmp_path / "log.jsonl")
    assert (code, "the signature of the checkpoint is wrong" in said) == (1, True), said
    assert json.loads((tmp_path / "log.jsonl").read_text().splitlines()[-1])["end"]
