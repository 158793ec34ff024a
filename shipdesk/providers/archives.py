"""Takes a zip from a service apart within bounds; its names never become names of files here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

MOST_FILES = 100
MOST_BYTES = 20 * 1024 * 1024
"""Of one file, as of a document that is fetched by itself."""
MOST_TOGETHER = 100 * 1024 * 1024
MOST_RATIO = 200
"""How many times as long as the whole zip its files may be: pages of labels shrink to a tenth."""

_FREE = 1024 * 1024
"""So much may come out of any zip, however small it is."""
_CHUNK = 64 * 1024
_ENDING = struct.Struct("<4s4H2LH")
_ENTRY = 46 + 512
"""A file's line in the list at the end, with a name as long as anybody's."""
_ENCRYPTED = 0x1
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    UnicodeError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ArchiveError(ValueError):
    """Why a zip is not taken apart, in words for a log and for who reads it."""


def take_apart(body: bytes) -> tuple[bytes, ...]:
    """Return the files of a zip in its order; blocks while it unpacks, so call it off the loop.

    What the zip says of itself is not believed: bytes are counted as they come. Raises ArchiveError
    for one that is damaged, locked, packed in an unusual way, too large in any respect, or that
    holds another zip.
    """
    _check_list(body)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _files(archive, min(MOST_TOGETHER, max(_FREE, len(body) * MOST_RATIO)))
    except _DAMAGED as error:
        raise ArchiveError("a damaged zip") from error


def _check_list(body: bytes) -> None:
    """Look at the list of files before anything reads it: a million names take memory too."""
    at = body.rfind(b"PK\x05\x06")
    if at < 0 or len(body) - at < _ENDING.size:
        raise ArchiveError("a damaged zip")
    *_, count, size, _start, _note = _ENDING.unpack_from(body, at)
    if count > MOST_FILES or size > MOST_FILES * _ENTRY:
        raise ArchiveError(f"more than {MOST_FILES} files in the zip")


def _files(archive: zipfile.ZipFile, room: int) -> tuple[bytes, ...]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise ArchiveError(f"more than {MOST_FILES} files in the zip")
    found = []
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise ArchiveError("a locked zip")
        if entry.compress_type not in _METHODS:
            raise ArchiveError("a zip that is packed in an unusual way")
        file = _unpacked(archive, entry, room)
        if file.startswith(b"PK"):
            raise ArchiveError("a zip in the zip")
        room -= len(file)
        found.append(file)
    return tuple(found)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    file = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            file += chunk
            if len(file) > MOST_BYTES:
                raise ArchiveError("a file in the zip is larger than 20 MB")
            if len(file) > room:
                raise ArchiveError("a zip that bursts when it is unpacked")
    return bytes(file)
