"""The tree of the log, by the vectors of certificate transparency and beside a naive tree."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.sync import merkle

# The entries and roots of certificate-transparency's merkletree/merkle_tree_test.cc.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def tree(entries: list[bytes]) -> tuple[merkle.Frontier, merkle.ReadNode]:
    frontier = merkle.Frontier()
    nodes = {
        (level, index): value
        for level, index, value in frontier.append(merkle.leaf_hash(entry) for entry in entries)
    }
    return frontier, lambda level, index: nodes[level, index]


def naive_root(entries: list[bytes]) -> bytes:
    """The definition of RFC 6962 §2.1, word for word."""
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    cut = 1
    while cut * 2 < len(entries):
        cut *= 2
    return sha256(b"\x01" + naive_root(entries[:cut]) + naive_root(entries[cut:])).digest()


def hexes(proof: list[bytes]) -> list[str]:
    return [part.hex() for part in proof]


def test_roots_are_those_of_certificate_transparency() -> None:
    assert merkle.Frontier().root().hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert [tree(ENTRIES[:size])[0].root().hex() for size in range(1, 9)] == ROOTS


@pytest.mark.parametrize("sizes", CONSISTENCY)
def test_consistency_proofs_are_those_of_certificate_transparency(sizes: tuple[int, int]) -> None:
    _, read = tree(ENTRIES)
    proof = merkle.consistency_proof(*sizes, read)
    assert hexes(proof) == CONSISTENCY[sizes]
    old, new = (bytes.fromhex(ROOTS[size - 1]) for size in sizes)
    assert merkle.verify_consistency(sizes, old, new, proof)


LOGS = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


@given(LOGS, st.data())
def test_every_proof_holds_and_nothing_else_does(entries: list[bytes], data: st.DataObject) -> None:
    frontier, read = tree(entries)
    size, root = len(entries), naive_root(entries)
    assert frontier.root() == root
    old = data.draw(st.integers(0, size))
    old_root = naive_root(entries[:old])
    proof = merkle.consistency_proof(old, size, read)
    assert merkle.verify_consistency((old, size), old_root, root, proof)
    wrong = data.draw(st.sampled_from(list(WRONGS)))
    assert not WRONGS[wrong]((old, size), old_root, root, proof), wrong


OTHER = sha256(b"other").digest()
WRONGS: dict[str, Callable[..., bool]] = {
    "another old root": lambda s, o, n, p: merkle.verify_consistency(s, OTHER, n, p),
    "another new root": lambda s, o, n, p: s[0] != 0 and merkle.verify_consistency(s, o, OTHER, p),
    "more": lambda s, o, n, p: merkle.verify_consistency(s, o, n, [*p, OTHER]),
    "less": lambda s, o, n, p: bool(p) and merkle.verify_consistency(s, o, n, p[:-1]),
    "longer": lambda s, o, n, p: p and merkle.verify_consistency((s[0], 2 * s[1]), o, n, p),
    "shrunk": lambda s, o, n, p: s[0] != s[1] and merkle.verify_consistency((s[1], s[0]), n, o, p),
}


@given(LOGS, st.integers(0, 70))
def test_a_log_may_be_appended_to_in_parts(entries: list[bytes], cut: int) -> None:
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    whole = merkle.Frontier()
    parts = merkle.Frontier()
    expected = whole.append(leaves)
    got = parts.append(leaves[:cut])
    parts = merkle.Frontier.from_bytes(parts.to_bytes())
    got += parts.append(leaves[cut:])
    assert (got, parts.to_bytes()) == (expected, whole.to_bytes())


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_proof_of_a_nation_s_log_is_short(one: int, other: int) -> None:
    old, new = sorted((one, other))
    asked = merkle.nodes_for(lambda read: merkle.consistency_proof(old, new, read))
    proof = merkle.consistency_proof(old, new, lambda level, index: OTHER)
    assert len(proof) <= 41
    assert len(asked) <= 2 * 41


def test_what_is_no_right_edge_is_not_read_as_one() -> None:
    with pytest.raises(ValueError, match="right edge"):
        merkle.Frontier.from_bytes((3).to_bytes(8, "big") + bytes(32))


def test_no_proof_is_made_for_what_is_not_there() -> None:
    _, read = tree(ENTRIES)
    with pytest.raises(ValueError, match="from 9 to 8"):
        merkle.consistency_proof(9, 8, read)
