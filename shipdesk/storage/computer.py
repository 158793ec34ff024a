"""Which computer this is: a name to tell people, and a mark that no network renames."""

from __future__ import annotations

import contextlib
import hashlib
import platform
import sys
from functools import cache
from pathlib import Path

_PLACES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def host_name() -> str:
    """Return this computer's name."""
    return platform.node() or "this computer"


@cache
def machine() -> str:
    """Return what tells this computer from others: a hash, since the id itself is nobody's."""
    told = _machine_id() or host_name()
    return hashlib.sha256(f"shipdesk {told}".encode()).hexdigest()[:16]


def _machine_id() -> str:
    """Return the system's id of the computer, "" where it tells none."""
    if sys.platform == "win32":
        return _windows_id()
    if sys.platform == "darwin":
        return _macos_id()
    for place in _PLACES:
        with contextlib.suppress(OSError):
            return place.read_text(encoding="ascii").strip()
    return ""


def _windows_id() -> str:
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - on Windows only

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    return ""


def _macos_id() -> str:
    import ctypes  # noqa: PLC0415 - on macOS only
    import ctypes.util  # noqa: PLC0415 - as above

    library = ctypes.CDLL(ctypes.util.find_library("c"))
    found, patience = (ctypes.c_ubyte * 16)(), (ctypes.c_long * 2)(1, 0)
    if library.gethostuuid(found, patience) != 0:
        return ""
    return bytes(found).hex()
