"""The hash tree over a log: proofs that it only ever grew (RFC 6962, RFC 9162).

No tree is kept in memory. Its perfect subtrees are nodes (level, index), stored by whoever keeps
the log; the right edge of the tree (`Frontier`) is enough to append and to tell the root.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()

Node = tuple[int, int, bytes]
"""(level, index, hash) of a perfect subtree: leaves `index << level` to `(index + 1) << level`."""

ReadNode = Callable[[int, int], bytes]
"""Gives the hash of a completed node by level and index."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry of the log (RFC 6962 §2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node from those of its children (RFC 6962 §2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a tree of `size` leaves: its perfect subtrees, the largest first."""

    size: int = 0
    edge: list[bytes] = field(default_factory=list)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Frontier":
        """Read what `to_bytes` wrote; ValueError where it is anything else."""
        size = int.from_bytes(raw[:8], "big")
        edge = [raw[at : at + HASH_BYTES] for at in range(8, len(raw), HASH_BYTES)]
        if len(raw) != 8 + HASH_BYTES * size.bit_count():
            raise ValueError("not the right edge of a tree")
        return cls(size, edge)

    def to_bytes(self) -> bytes:
        """Return 8 bytes of size and 32 for each perfect subtree."""
        return self.size.to_bytes(8, "big") + b"".join(self.edge)

    def append(self, leaves: Iterable[bytes]) -> list[Node]:
        """Add the hashes of new leaves; return all nodes that this completed, leaves too."""
        completed: list[Node] = []
        for leaf in leaves:
            level, index = 0, self.size
            completed.append((level, index, leaf))
            while index & 1:
                leaf = node_hash(self.edge.pop(), leaf)
                level, index = level + 1, index >> 1
                completed.append((level, index, leaf))
            self.edge.append(leaf)
            self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the root hash of the tree as it stands."""
        if not self.edge:
            return EMPTY_ROOT
        root = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            root = node_hash(left, root)
        return root


def consistency_proof(old: int, new: int, read: ReadNode) -> list[bytes]:
    """Return the proof that the tree of `new` leaves begins with that of `old` (§2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"no proof from {old} to {new}")
    if old in (0, new):
        return []
    return list(_subproof(old, range(new), read))


def nodes_for(proof: Callable[[ReadNode], object]) -> list[tuple[int, int]]:
    """Return the (level, index) that making a proof reads, so that one query can fetch them.

    Called as `nodes_for(lambda read: consistency_proof(3, 7, read))`.
    """
    asked: dict[tuple[int, int], None] = {}

    def note(level: int, index: int) -> bytes:
        asked[level, index] = None
        return EMPTY_ROOT

    proof(note)
    return list(asked)


def verify_consistency(
    sizes: tuple[int, int], old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the tree of (old, new) `sizes` only grew between the two roots (RFC 9162)."""
    old, new = sizes
    if old == 0 or old == new:
        same = old_root == (EMPTY_ROOT if old == 0 else new_root)
        return 0 <= old <= new and not proof and same
    if not 0 < old < new or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    first = second = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            first, second = node_hash(other, first), node_hash(other, second)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            second = node_hash(second, other)
        index, last = index >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(leaves: range) -> tuple[range, range]:
    """Cut leaves as the tree does: the largest power of two below their number on the left."""
    cut = leaves.start + (1 << (len(leaves) - 1).bit_length() - 1)
    return range(leaves.start, cut), range(cut, leaves.stop)


def _hash_of(leaves: range, read: ReadNode) -> bytes:
    size = len(leaves)
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read(level, leaves.start >> level)
    left, right = _split(leaves)
    return node_hash(_hash_of(left, read), _hash_of(right, read))


def _subproof(old: int, leaves: range, read: ReadNode) -> Iterator[bytes]:
    """Yield SUBPROOF of RFC 6962 §2.1.2; the old root itself is left out, the reader has it."""
    if old == leaves.stop:
        if leaves.start:
            yield _hash_of(leaves, read)
        return
    left, right = _split(leaves)
    if old <= left.stop:
        yield from _subproof(old, left, read)
        yield _hash_of(right, read)
    else:
        yield from _subproof(old, right, read)
        yield _hash_of(left, read)
