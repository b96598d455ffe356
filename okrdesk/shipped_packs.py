"""The rule packs that come with okrdesk, by id; an office publishes them or its own."""

from pathlib import Path

from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.pack_reading import decode_pack, read_pack
from okrdesk.errors import Code, Refused
from okrdesk.paths import resources


def shipped_ids() -> tuple[str, ...]:
    """Return the ids of the packs that are shipped, in order; each names its file."""
    return tuple(sorted(file.stem for file in _folder().glob("*.toml")))


def shipped_text(id: str) -> str:
    """Return the TOML of a shipped pack; raise Refused PACK_NOT_SHIPPED."""
    if id not in shipped_ids():
        raise Refused(Code.PACK_NOT_SHIPPED, text=id, allowed=", ".join(shipped_ids()))
    return decode_pack((_folder() / f"{id}.toml").read_bytes())


def shipped_pack(id: str) -> RulePack:
    """Return a shipped pack; raise Refused PACK_NOT_SHIPPED."""
    return read_pack(shipped_text(id))


def _folder() -> Path:
    return resources() / "rules"
