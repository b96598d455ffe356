import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.errors import Code, Refused
from okrdesk.sync.record import Record, canonical, chain, chain_start, decode
from tests.sync.records import record, uid

_texts = st.text(st.characters(codec="utf-8"), max_size=8)
_scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | _texts
_documents = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=8,
)
_names = _texts.filter(lambda name: name not in Record.__struct_fields__)
_records = st.builds(
    record,
    set=st.dictionaries(_texts, _documents, max_size=4),
    base=st.dictionaries(_texts, st.integers(0, 2**63 - 1), max_size=4),
    hlc=st.integers(0, 2**63 - 1),
    undoes=st.none() | st.just(uid(7)),
    extra=st.dictionaries(_names, _documents, max_size=3),
)


@given(_records)
def test_a_record_comes_back_as_it_was_and_its_bytes_too(written: Record) -> None:
    raw = canonical(written)
    assert decode(raw) == written
    assert canonical(decode(raw)) == raw


def test_canonical_bytes_are_sorted_compact_and_in_their_own_letters() -> None:
    raw = canonical(record(set={"title": "Đường", "archived": False}))
    names = list(msgspec.json.decode(raw))
    assert names == sorted(names)
    assert "Đường".encode() in raw
    assert b": " not in raw
    assert b"extra" not in raw


def test_what_a_newer_program_wrote_stays_byte_for_byte() -> None:
    newer = msgspec.json.decode(canonical(record()))
    newer |= {"aim": {"b": [1, None], "a": "ý"}, "zone": 2}
    raw = msgspec.json.encode(newer, order="sorted")
    read = decode(raw)
    assert read.extra == {"aim": {"b": [1, None], "a": "ý"}, "zone": 2}
    assert canonical(read) == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b"not json",
        canonical(record()) + b" ",
        canonical(record()).replace(b",", b", "),
        canonical(record()).replace(b'"wall"', b'"wall":1,"wall"'),
        canonical(record(hlc=5)).replace(b'"hlc":5', b'"hlc":5.0'),
        canonical(record(hlc=5)).replace(b'"hlc":5', b'"hlc":"5"'),
        canonical(record(set={"a": 1.5})).replace(b"1.5", b"1.50"),
        canonical(record()).replace(b'"op":"set"', b'"op":"set","base":{}'),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_bytes_that_are_no_record_or_spelt_otherwise_are_refused(raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decode(raw)
    assert refused.value.code is Code.BAD_VALUE


def test_extra_cannot_smuggle_a_known_field() -> None:
    written = record(extra={"later": 1})
    raw = canonical(written).replace(b'"later":1', b'"actor":"x","later":1')
    with pytest.raises(Refused):
        decode(raw)


def test_a_chain_tells_order_content_device_and_agency() -> None:
    raws = [canonical(record(dseq=number)) for number in (1, 2, 3)]
    start = chain_start(uid(1), uid(2))
    whole = chain(start, raws)
    assert chain(chain(start, raws[:1]), raws[1:]) == whole
    assert chain(start, raws[::-1]) != whole
    assert chain(start, raws[:2]) != whole
    assert chain(chain_start(uid(1), uid(3)), raws) != whole
    assert chain(chain_start(uid(3), uid(2)), raws) != whole
    assert chain(start, []) == start
