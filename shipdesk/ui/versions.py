"""Which versions run here, for "About"."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = (
    "PySide6-Essentials",
    "qasync",
    "httpx",
    "pydantic",
    "apsw",
    "keyring",
    "platformdirs",
    "pypdfium2",
    "zxing-cpp",
    "numpy",
    "aiohttp",
    "reportlab",
)


def program_version() -> str:
    """Return the version of ShipDesk; "" where it runs without being installed."""
    return _version("shipdesk")


def library_versions() -> list[tuple[str, str]]:
    """Return the libraries that are there with their versions; reads files, so call in a thread."""
    found = [("Python", platform.python_version())]
    found += [(name, _version(name)) for name in _LIBRARIES]
    return [(name, number) for name, number in found if number]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
