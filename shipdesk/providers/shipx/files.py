"""Files of InPost told by their first bytes, since a status of 200 proves nothing (§ 8.1)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

ANY_FILE = frozenset({"pdf", "zip", "zpl", "epl", "csv", "json", "xml", "txt"})
LABELS = frozenset({"pdf", "zip", "zpl", "epl"})
"""A page format or a printer's language; a zip holds one file for each of several services."""

_TAIL = 1_024
_HEAD = 512
_EPL_TYPE = "application/epl2"
_EPL_PRINTS = re.compile(rb"(?m)^P\d{1,5}(?:,\d{1,5})?\r?$")
_CSV_TYPES = frozenset({"application/csv", "text/csv"})


def extension_of(body: bytes, media_type: str) -> str:
    """Return what a file is: pdf, zip, zpl, epl, csv, json, xml or txt; "" for one cut off.

    The media type only settles what bytes leave open: EPL and lists by commas have no mark.
    """
    start = body.lstrip()[:_HEAD]
    if start.startswith(b"%PDF"):
        return "pdf" if b"%%EOF" in body[-_TAIL:] else ""
    if start.startswith(b"PK"):
        return "zip" if zipfile.is_zipfile(io.BytesIO(body)) else ""
    if b"^XA" in start:
        return "zpl" if b"^XZ" in body[-_TAIL:] else ""
    if media_type == _EPL_TYPE:
        return "epl"
    if start.startswith((b"{", b"[")):
        return "json"
    if start.startswith(b"<?xml"):
        return "xml"
    if b"\x00" in start:
        return ""
    return "csv" if media_type in _CSV_TYPES or b";" in start or b"," in start else "txt"


def label_kind(body: bytes) -> str:
    """Return what a label out of a zip is: pdf, zpl or epl; "" for anything else.

    Nobody tells its type: EPL, which has no mark, is known by the command that prints.
    """
    found = extension_of(body, "")
    if found in {"pdf", "zpl"}:
        return found
    return "epl" if found in {"txt", "csv"} and _EPL_PRINTS.search(body) else ""


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files in one zip, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return stream.getvalue()
