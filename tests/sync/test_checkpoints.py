"""What a PC makes of a checkpoint: of an honest log, a rewritten, a shortened, a forged one."""

import msgspec
import pytest
from nacl.signing import SigningKey

from okrdesk.errors import Code, Fault
from okrdesk.sentences import explain
from okrdesk.sync.checkpoints import checker, checkpoint_text, sign_checkpoint
from okrdesk.sync.merkle import Frontier, consistency_proof, leaf_hash
from okrdesk.sync.wire import Checkpoint

SEED = bytes(range(32))
KEY = bytes(SigningKey(SEED).verify_key)
AGENCY = "0192f5c0-0000-7000-8000-000000000001"
CHECK = checker(AGENCY, KEY)


class Log:
    """A server's log, with an entry changed after the fact where a test wants one."""

    def __init__(self, *entries: bytes) -> None:
        self.frontier = Frontier()
        leaves = [leaf_hash(entry) for entry in entries]
        self.nodes = {(level, at): hash for level, at, hash in self.frontier.append(leaves)}

    def checkpoint(self, seed: bytes = SEED) -> Checkpoint:
        at = (self.frontier.size, self.frontier.root())
        return sign_checkpoint(seed, AGENCY, at, 1_790_000_000_000)

    def proof(self, since: int) -> list[str]:
        parts = consistency_proof(since, self.frontier.size, lambda *at: self.nodes[at])
        return [part.hex() for part in parts]


BEFORE = Log(b"a", b"b", b"c")
GROWN = Log(b"a", b"b", b"c", b"d", b"e")


def test_the_signed_text_is_four_plain_lines_after_its_name() -> None:
    text = checkpoint_text(AGENCY, 3, BEFORE.frontier.root(), 5)
    name, agency, size, root, time, end = text.decode().split("\n")
    assert (name, agency, size, time, end) == ("okr-checkpoint/1", AGENCY, "3", "5", "")
    assert root == BEFORE.frontier.root().hex()


def test_a_log_that_grew_is_taken() -> None:
    CHECK(None, BEFORE.checkpoint(), [])
    CHECK(BEFORE.checkpoint(), GROWN.checkpoint(), GROWN.proof(3))
    CHECK(GROWN.checkpoint(), GROWN.checkpoint(), [])


@pytest.mark.parametrize(
    ("known", "now"),
    [
        pytest.param(BEFORE, Log(b"a", b"X", b"c", b"d", b"e"), id="edited"),
        pytest.param(BEFORE, Log(b"b", b"a", b"c", b"d", b"e"), id="reordered"),
        pytest.param(BEFORE, Log(b"a", b"c", b"d", b"e"), id="deleted"),
    ],
)
def test_a_log_that_was_rewritten_is_never_taken(known: Log, now: Log) -> None:
    with pytest.raises(Fault) as caught:
        CHECK(known.checkpoint(), now.checkpoint(), now.proof(3))
    assert caught.value.code is Code.HISTORY_REWRITTEN
    assert "thanh tra" in explain(caught.value)


def test_a_log_that_was_cut_back_is_never_taken() -> None:
    with pytest.raises(Fault) as caught:
        CHECK(GROWN.checkpoint(), BEFORE.checkpoint(), [])
    assert caught.value.code is Code.HISTORY_REWRITTEN
    assert caught.value.params == {"before": 5, "now": 3}


@pytest.mark.parametrize("proof", [["zz"], ["00" * 31], []])
def test_a_proof_that_is_none_proves_nothing(proof: list[str]) -> None:
    with pytest.raises(Fault) as caught:
        CHECK(BEFORE.checkpoint(), GROWN.checkpoint(), proof)
    assert caught.value.code is Code.HISTORY_REWRITTEN


HONEST = GROWN.checkpoint()


@pytest.mark.parametrize(
    "forged",
    [
        GROWN.checkpoint(bytes(32)),
        msgspec.structs.replace(HONEST, size=6),
        msgspec.structs.replace(HONEST, root=BEFORE.frontier.root().hex()),
        msgspec.structs.replace(HONEST, time=HONEST.time + 1),
        msgspec.structs.replace(HONEST, agency=AGENCY[:-1] + "2"),
        msgspec.structs.replace(HONEST, sig=""),
        msgspec.structs.replace(HONEST, sig="no hex"),
        msgspec.structs.replace(HONEST, root="no hex"),
    ],
)
def test_a_checkpoint_that_the_server_did_not_sign_is_refused(forged: Checkpoint) -> None:
    with pytest.raises(Fault) as caught:
        CHECK(None, forged, [])
    assert caught.value.code is Code.CHECKPOINT_FORGED
    assert "người quản trị" in explain(caught.value)
