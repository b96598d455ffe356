"""Whether a folder is fit for the database: on a local disk, writable, with room to work.

SQLite's WAL mode needs memory shared between processes and honest locks; a network share has
neither, and damages the file in the end. What is asked of the system comes through `Probes`, so
that each answer can be given in a test.
"""

import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from okrdesk.db.files import file_faults
from okrdesk.errors import Code, Fault

NEEDED_BYTES = 100 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_DRIVE_REMOTE = 4

# File systems of /proc/mounts whose files lie on another machine, or on the host of a virtual one.
_NETWORK = frozenset({
    "9p", "acfs", "afs", "afpfs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gfs",
    "gfs2", "lustre", "ncp", "ncpfs", "nfs", "nfs4", "ocfs2", "prl_fs", "smb", "smb2", "smb3",
    "smbfs", "vboxsf", "webdav",
    "fuse.ceph", "fuse.curlftpfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs",
    "fuse.gvfsd-fuse", "fuse.juicefs", "fuse.kio-fuse", "fuse.rclone", "fuse.s3fs",
    "fuse.smbnetfs", "fuse.sshfs", "fuse.vmhgfs-fuse",
})  # fmt: skip


@dataclass(frozen=True)
class Probes:
    """How to ask the system about an existing folder."""

    file_system: Callable[[Path], str]
    free_bytes: Callable[[Path], int]
    try_to_write: Callable[[Path], None]


@dataclass(frozen=True)
class FolderReport:
    """What was found about a folder; `faults` is empty where it is fit, gravest first."""

    path: Path
    file_system: str
    free_bytes: int
    faults: tuple[Fault, ...]

    def check(self) -> None:
        """Raise the gravest fault, if there is one."""
        if self.faults:
            raise self.faults[0]


def inspect(
    folder: Path, needed_bytes: int = NEEDED_BYTES, probes: Probes | None = None
) -> FolderReport:
    """Look at `folder`, or, where it does not exist yet, at the nearest folder above it.

    Faults: FOLDER_NETWORK, FOLDER_READ_ONLY, DISK_FULL, FOLDER_LOW_SPACE. Leaves nothing behind.
    """
    probes = probes or SYSTEM
    place = _nearest(folder.absolute())
    kind = probes.file_system(place)
    free = probes.free_bytes(place)
    found = (
        _network(folder, kind),
        _unwritable(folder, place, probes),
        _low(folder, free, needed_bytes),
    )
    return FolderReport(folder, kind, free, tuple(fault for fault in found if fault))


def _nearest(folder: Path) -> Path:
    return next((place for place in (folder, *folder.parents) if place.exists()), folder)


def _network(folder: Path, kind: str) -> Fault | None:
    if kind in _NETWORK:
        return Fault(Code.FOLDER_NETWORK, path=str(folder), kind=kind)
    return None


def _unwritable(folder: Path, place: Path, probes: Probes) -> Fault | None:
    # A file where a folder is named: nothing can be made below it.
    if not place.is_dir():
        return Fault(Code.FOLDER_READ_ONLY, path=str(folder))
    try:
        with file_faults(folder):
            probes.try_to_write(place)
    except Fault as fault:
        return fault
    return None


def _low(folder: Path, free: int, needed: int) -> Fault | None:
    if free >= needed:
        return None
    rounded_up = -(-needed // _MEGABYTE)
    return Fault(Code.FOLDER_LOW_SPACE, path=str(folder), free=free // _MEGABYTE, needed=rounded_up)


def _free_bytes(folder: Path) -> int:
    with file_faults(folder):
        return shutil.disk_usage(folder).free


def _try_to_write(folder: Path) -> None:
    """Write, flush and remove a small file; raise the OSError that says why not."""
    path = folder / f".okrdesk-{secrets.token_hex(4)}"
    try:
        with path.open("xb") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)


def mounted_as(folder: Path, mounts: str) -> str:
    """Return the file system of absolute `folder` by the text of /proc/mounts; "" if none fits."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[1])
        # Of two mounts on one point the later one is seen.
        if folder.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind


def is_unc(folder: Path | PureWindowsPath) -> bool:
    r"""Tell whether a Windows path names a share (\\server\share), also in its long form."""
    text = str(folder)
    return text.startswith("\\\\") and not re.match(r"\\\\[?.]\\[A-Za-z]:", text)


if sys.platform == "win32":
    import ctypes

    def _file_system(folder: Path) -> str:
        real = folder.resolve()
        if is_unc(real) or ctypes.windll.kernel32.GetDriveTypeW(real.anchor) == _DRIVE_REMOTE:
            return "smb"
        return "local"

else:

    def _file_system(folder: Path) -> str:
        try:
            mounts = Path("/proc/self/mounts").read_text(errors="surrogateescape")
        except OSError:
            return ""
        return mounted_as(folder.resolve(), mounts)


SYSTEM = Probes(_file_system, _free_bytes, _try_to_write)
