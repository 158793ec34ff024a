"""Dispatch's import of customers: a file is read and checked first, and stored by a second call."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from itertools import zip_longest
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp import web

from shipdesk.simulator.dispatch_wire import ProblemError, Row, conflict, found, one
from shipdesk.simulator.requests_log import field_name, form_parts
from shipdesk.simulator.world import World

MAX_FILE = 5 * 1024 * 1024
MAX_ROWS = 5_000
COLUMNS = {
    "name": 200, "email": 254, "phone": 32, "company": 200, "street": 255, "city": 100,
    "state": 100, "postalcode": 20, "country": 60, "notes": 1000,
}  # fmt: skip
"""The columns that are understood, whatever their letters' case, with their limits."""

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ADDRESS = {"street": "street", "city": "city", "state": "state", "postalcode": "postalCode",
            "country": "country"}  # fmt: skip


class Uploads:
    """Takes files of customers and keeps what may be imported until it is confirmed."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def upload(self, request: web.Request) -> web.Response:
        """Read a CSV or XLSX file and tell what is wrong with it, row by row.

        Rows are counted as a spreadsheet shows them: the headings are row 1.
        """
        book = self._world.dispatch
        rows = _table(_file(await request.read(), request.headers.get("Content-Type", "")))
        if not rows:
            raise _bad("The file has no rows")
        headings = [cell.strip().casefold().replace(" ", "") for cell in rows[0]]
        if "name" not in headings:
            raise _bad("The file has no column name")
        if len(rows) - 1 > MAX_ROWS:
            raise ProblemError(413, "PAYLOAD_TOO_LARGE", f"At most {MAX_ROWS} rows")
        errors: list[Row] = []
        good: list[Row] = []
        seen = {str(row["email"]).casefold() for row in book.customers.values() if row["email"]}
        filled = [(place, row) for place, row in enumerate(rows[1:], 2) if any(map(str.strip, row))]
        for place, row in filled:
            cells = dict(zip_longest(headings, (cell.strip() for cell in row), fillvalue=""))
            wrong = _problems(cells, seen)
            errors += [{"row": place, "field": field, "message": text} for field, text in wrong]
            if not wrong:
                good.append(cells)
                seen.add(cells.get("email", "").casefold())
        upload: Row = {
            "uploadId": book.new_guid(),
            "totalRows": len(filled),
            "validRows": len(good),
            "errors": errors,
        }
        book.uploads[upload["uploadId"]] = {**upload, "rows": good, "confirmed": False}
        return one(upload)

    async def confirm(self, request: web.Request) -> web.Response:
        """Store the good rows of an upload: a GET that changes something, and only once."""
        book = self._world.dispatch
        guid = request.query.get("uploadId", "")
        if not guid:
            raise ProblemError(
                400, "VALIDATION_ERROR", "uploadId is required", [("uploadId", "is required")]
            )
        upload = found(book.uploads, guid, "Upload")
        if upload["confirmed"]:
            raise conflict("This upload was confirmed before")
        upload["confirmed"] = True
        for cells in upload["rows"]:
            book.add_customer(_customer(cells))
        skipped = upload["totalRows"] - upload["validRows"]
        return one({"uploadId": guid, "imported": upload["validRows"], "skipped": skipped})


def _file(content: bytes, content_type: str) -> bytes:
    """The bytes of the part `file`; raises ProblemError for a body without one."""
    if not content_type.lower().startswith("multipart/form-data"):
        raise ProblemError(415, "UNSUPPORTED_MEDIA_TYPE", "A form with a file is wanted")
    for part in form_parts(content, content_type):
        if field_name(part) == "file":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload:
                break
    else:
        raise ProblemError(400, "VALIDATION_ERROR", "file is required", [("file", "is required")])
    if len(payload) > MAX_FILE:
        raise ProblemError(413, "PAYLOAD_TOO_LARGE", "The file is too large")
    return payload


def _table(content: bytes) -> list[list[str]]:
    """The rows of a CSV (comma or semicolon) or of the first sheet of an XLSX file."""
    if content.startswith(b"PK"):
        try:
            return _sheet(zipfile.ZipFile(io.BytesIO(content)))
        except (zipfile.BadZipFile, KeyError, ValueError, IndexError, ET.ParseError) as error:
            raise _bad("The workbook cannot be read") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad("The file is not UTF-8 text") from error
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _bad("The file is not CSV") from error


def _sheet(archive: zipfile.ZipFile) -> list[list[str]]:
    shared = []
    if "xl/sharedStrings.xml" in archive.namelist():
        strings = _xml(archive, "xl/sharedStrings.xml")
        shared = [_text(item) for item in strings.iter(f"{_SHEET}si")]
    rows = []
    for row in _xml(archive, "xl/worksheets/sheet1.xml").iter(f"{_SHEET}row"):
        cells: list[str] = []
        for cell in row.iter(f"{_SHEET}c"):
            column = _column(cell.get("r", ""))
            cells += [""] * (column - len(cells))
            value = _text(cell)
            cells.append(shared[int(value)] if cell.get("t") == "s" else value)
        rows.append(cells)
    return rows


def _xml(archive: zipfile.ZipFile, name: str) -> ET.Element:
    with archive.open(name) as member:
        content = member.read(MAX_FILE)
    if b"<!DOCTYPE" in content:
        raise ValueError("no document types in a workbook")
    return ET.fromstring(content)  # noqa: S314 - document types are refused above


def _text(element: ET.Element) -> str:
    words = (*element.iter(f"{_SHEET}t"), *element.iter(f"{_SHEET}v"))
    return "".join(word.text or "" for word in words)


def _column(reference: str) -> int:
    """The place of a cell in its row: A1 is 0, B7 is 1."""
    place = 0
    for letter in reference.rstrip("0123456789"):
        place = place * 26 + ord(letter) - ord("A") + 1
    return max(place - 1, 0)


def _problems(cells: dict[str, str], seen: set[str]) -> list[tuple[str, str]]:
    wrong = [
        (name, f"must have at most {limit} characters")
        for name, limit in COLUMNS.items()
        if len(cells.get(name, "")) > limit
    ]
    email, phone = cells.get("email", ""), cells.get("phone", "")
    if not cells.get("name"):
        wrong.append(("name", "is required"))
    if not email and not phone:
        wrong.append(("email", "or phone is required"))
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        wrong.append(("email", "must be an e-mail address"))
    if email and email.casefold() in seen:
        wrong.append(("email", "is known already"))
    return wrong


def _customer(cells: dict[str, str]) -> dict[str, Any]:
    address = {wire: cells.get(name, "") for name, wire in _ADDRESS.items()}
    fields: dict[str, Any] = {
        name: cells.get(name) or None for name in ("name", "email", "phone", "company", "notes")
    }
    return {**fields, "address": address if any(address.values()) else None}


def _bad(message: str) -> ProblemError:
    return ProblemError(400, "VALIDATION_ERROR", message, [("file", "cannot be imported")])
