"""What kind of disk a folder is on: a network share is no place for files that must survive."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_NETWORK = frozenset(
    {
        *("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "afpfs"),
        *("webdav", "davfs", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "orangefs", "pvfs2"),
        *("sshfs", "rclone", "davfs2", "smbnetfs", "gvfsd-fuse", "s3fs", "gcsfuse", "curlftpfs"),
    }
)
_ESCAPED = re.compile(r"\\([0-7]{3})")
_MOUNTS = Path("/proc/self/mounts")
_REMOTE_DRIVE = 4
_LOCAL_FLAG = 0x1000
"""macOS: MNT_LOCAL of statfs."""


def share_of(folder: Path) -> str:
    """Return the kind of network file system a folder is on, "" for a disk of this computer.

    The folder need not exist; where the system does not tell, "" is returned.
    """
    where = folder.absolute()
    while not where.exists() and where != where.parent:
        where = where.parent
    where = where.resolve()
    if sys.platform == "win32":
        return _share_on_windows(where)
    if sys.platform == "darwin":
        return _share_on_macos(where)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    return share_in(mounts, str(where))


def share_in(mounts: str, folder: str) -> str:
    """Return the kind of share that a folder is on by the text of Linux's table of mounts."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:  # noqa: PLR2004 - what, where, which kind
            continue
        place = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), parts[1])
        inside = folder == place or folder.startswith(place.rstrip("/") + "/")
        # A later mount on the same place hides the earlier one.
        if inside and len(place) >= best:
            best, kind = len(place), parts[2]
    return kind if kind.removeprefix("fuse.") in _NETWORK else ""


def _share_on_windows(folder: Path) -> str:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - on Windows only

        drive = f"{folder.drive}\\"
        shared = drive.startswith("\\\\") and not drive.startswith("\\\\?\\")
        if shared or ctypes.windll.kernel32.GetDriveTypeW(drive) == _REMOTE_DRIVE:
            return "a Windows share"
    return ""


def _share_on_macos(folder: Path) -> str:
    import ctypes  # noqa: PLC0415 - on macOS only
    import ctypes.util  # noqa: PLC0415 - as above

    class _StatFs(ctypes.Structure):
        """`struct statfs` with 64-bit inodes (sys/mount.h)."""

        _fields_ = (
            ("bsize", ctypes.c_uint32),
            ("iosize", ctypes.c_int32),
            ("counts", ctypes.c_uint64 * 5),
            ("fsid", ctypes.c_int32 * 2),
            ("owner", ctypes.c_uint32),
            ("type", ctypes.c_uint32),
            ("flags", ctypes.c_uint32),
            ("subtype", ctypes.c_uint32),
            ("name", ctypes.c_char * 16),
            ("mounted_on", ctypes.c_char * 1024),
            ("mounted_from", ctypes.c_char * 1024),
            ("reserved", ctypes.c_uint32 * 8),
        )

    library = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    found = _StatFs()
    if library.statfs(os.fsencode(folder), ctypes.byref(found)) != 0:
        return ""
    if found.flags & _LOCAL_FLAG:
        return ""
    return found.name.decode("ascii", "replace") or "a share"
