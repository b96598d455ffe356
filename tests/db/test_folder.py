"""Which folders are fit for the database, and what is said about the others."""

import errno
import os
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from okrdesk.db.folder import SYSTEM, Probes, inspect, is_unc, mounted_as
from okrdesk.errors import Code, Fault

MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
//server/share /mnt/Tài\040liệu cifs rw 0 0
nas:/home /home nfs4 rw 0 0
/dev/sdb1 /home/lan/local ext4 rw 0 0
host:/ /home/lan/ssh fuse.sshfs rw 0 0
drive /mnt/c 9p rw 0 0
none /over ext4 rw 0 0
none /over nfs rw 0 0
short
"""


def fit(kind: str = "ext4", free: int = 10**12) -> Probes:
    return Probes(lambda _: kind, lambda _: free, lambda _: None)


def codes(folder: Path, probes: Probes) -> list[Code]:
    return [fault.code for fault in inspect(folder, probes=probes).faults]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/lan/okrdesk", "nfs4"),
        ("/home/lan/local/okrdesk", "ext4"),
        ("/home/lan/localized", "nfs4"),
        ("/home/lan/ssh", "fuse.sshfs"),
        ("/mnt/Tài liệu/a", "cifs"),
        ("/mnt/c/Users", "9p"),
        ("/over/there", "nfs"),
        ("/var", "ext4"),
    ],
)
def test_the_mount_that_holds_a_folder_is_found(folder: str, kind: str) -> None:
    assert mounted_as(Path(folder), MOUNTS) == kind


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "vboxsf"])
def test_a_network_share_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    report = inspect(tmp_path, probes=fit(kind))
    with pytest.raises(Fault) as caught:
        report.check()
    assert caught.value.code is Code.FOLDER_NETWORK
    assert caught.value.params["kind"] == kind


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "NTFS", "tmpfs", "overlay", "fuseblk"])
def test_a_local_disk_is_fit(tmp_path: Path, kind: str) -> None:
    inspect(tmp_path, probes=fit(kind)).check()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (r"\\server\share\okrdesk", True),
        (r"\\?\UNC\server\share", True),
        (r"\\?\C:\Users\lan", False),
        (r"C:\Users\lan", False),
    ],
)
def test_a_windows_share_is_known_by_its_path(path: str, answer: bool) -> None:
    assert is_unc(PureWindowsPath(path)) is answer


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EROFS, Code.FOLDER_READ_ONLY),
        (errno.EACCES, Code.FOLDER_READ_ONLY),
        (errno.ENOSPC, Code.DISK_FULL),
        (errno.EDQUOT, Code.DISK_FULL),
        (errno.EIO, Code.DISK_ERROR),
    ],
)
def test_why_nothing_can_be_written_is_told(tmp_path: Path, number: int, code: Code) -> None:
    def fail(_: Path) -> None:
        raise OSError(number, os.strerror(number))

    assert codes(tmp_path, replace(fit(), try_to_write=fail)) == [code]


def test_too_little_space_is_told_in_megabytes(tmp_path: Path) -> None:
    report = inspect(tmp_path, needed_bytes=50 * 1024**2, probes=fit(free=7 * 1024**2))
    assert report.faults[0].code is Code.FOLDER_LOW_SPACE
    assert report.faults[0].params == {"path": str(tmp_path), "free": 7, "needed": 50}


def test_a_folder_yet_to_be_made_is_judged_by_the_one_above_and_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    inspect(folder, needed_bytes=1).check()
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert codes(tmp_path / "file", SYSTEM) == [Code.FOLDER_READ_ONLY]
    assert codes(tmp_path / "file" / "below", SYSTEM) == [Code.FOLDER_READ_ONLY]
