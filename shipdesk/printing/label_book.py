"""One PDF of many labels, written label by label: what is done needs no memory any more.

Each step writes its labels as the PDF that "PDF file" prints, in a file of its own, and appends
that file's objects to the whole under new numbers. So lines stay lines, a step costs the same
whether it is the first or the four hundredth, and one that broke off is overwritten by the next.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.label_book import BookEnd, BookStep
from shipdesk.domain.sheet import SheetOrder, SheetPart
from shipdesk.errors import PrintError
from shipdesk.printing import job, sheets

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_PAGES, _FIRST = 2, 3
_NEVER_WRITTEN = "print_file"

_TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|/[^\s()<>\[\]{}/%]*|\bstream\r?\n|(\d+)\s+\d+\s+R\b", re.DOTALL
)
"""What may hold, or is, the number of an object; texts and names only look like one."""


def add(order: SheetOrder, end: BookEnd, clock: Clock) -> BookStep:
    """Append what is good of the order's labels to the file `order.output`, at its end.

    On a stock of several labels they share sheets. A label that its check stops, or that cannot be
    drawn, is told in its part. Raises PrintError where the file cannot be written.
    """
    whole = Path(order.output)
    alone = whole.with_suffix(".step.pdf")
    parts = _print(replace(order, output=str(alone)), clock)
    if all(part.key for part in parts):
        return BookStep(parts, end)
    try:
        body = alone.read_bytes()
        alone.unlink()
        return BookStep(parts, _append(whole, body, end))
    except OSError as error:
        raise PrintError(_NEVER_WRITTEN, reason=error.strerror or "") from error


def finish(path: str, end: BookEnd) -> None:
    """Write what makes the appended pages one file. Raises PrintError where that fails."""
    kids = b" ".join(b"%d 0 R" % page for page in end.pages)
    catalog = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    pages = b"2 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\n" % (kids, len(end.pages))
    offsets = (end.size, end.size + len(catalog), *end.offsets)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count, start = len(offsets) + 1, end.size + len(catalog) + len(pages)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    tail += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    try:
        _write(Path(path), end.size, catalog + pages + tail)
    except OSError as error:
        raise PrintError(_NEVER_WRITTEN, reason=error.strerror or "") from error


def drop(folder: str) -> None:
    """Remove the folder in which a file was made, after whatever was still written there."""
    shutil.rmtree(folder, ignore_errors=True)


def _print(order: SheetOrder, clock: Clock) -> tuple[SheetPart, ...]:
    if order.profile.stock.places > 1:
        return sheets.print_sheets(order, clock, lambda: None).parts
    (part,) = order.parts
    try:
        alone = replace(part, output=order.output)
        return (SheetPart(check=job.print_label(alone, clock, lambda: None).check),)
    except PrintError as error:
        if error.key == _NEVER_WRITTEN:
            raise
        return (SheetPart.of(error),)


def _append(path: Path, body: bytes, end: BookEnd) -> BookEnd:
    at = end.size or len(_HEAD)
    objects, pages = _objects(body)
    first = _FIRST + len(end.offsets)
    new = {number: first + place for place, number in enumerate(objects)}
    pieces, offsets = [], []
    for number, piece in objects.items():
        whole = b"%d 0 obj" % new[number] + _renumbered(piece, new)
        offsets.append(at)
        pieces.append(whole)
        at += len(whole)
    joined = b"".join(pieces)
    _write(path, end.size, joined if end.size else _HEAD + joined)
    added = tuple(new[page] for page in pages)
    return BookEnd(at, end.offsets + tuple(offsets), end.pages + added)


def _write(path: Path, at: int, body: bytes) -> None:
    with path.open("r+b" if at else "wb") as file:
        file.truncate(at)
        file.seek(at)
        file.write(body)


def _objects(body: bytes) -> tuple[dict[int, bytes], list[int]]:
    """Return the objects of a file of PDFium's but for its roots, and which of them are pages.

    PDFium writes a plain table of objects, and all pages under one root.
    """
    start = int(body[body.rindex(b"startxref") + len(b"startxref") :].split(maxsplit=1)[0])
    table, _, trailer = body[start:].partition(b"trailer")
    places = _places(table)
    ends = dict(zip(sorted(places.values()), [*sorted(places.values())[1:], start], strict=True))
    found = {
        number: body[place : ends[place]].partition(b"obj")[2] for number, place in places.items()
    }
    root = _number(rb"/Root\s+(\d+)", trailer)
    above = _number(rb"/Pages\s+(\d+)", found.pop(root))
    kids = re.search(rb"/Kids\s*\[([^\]]*)\]", found.pop(above))
    pages = re.findall(rb"(\d+)\s+\d+\s+R", kids[1]) if kids else []
    return found, [int(page) for page in pages]


def _places(table: bytes) -> dict[int, int]:
    """Return where the objects of a table begin, by their numbers."""
    words = table.split()[1:]
    places, at = {}, 0
    while at < len(words):
        first, count = int(words[at]), int(words[at + 1])
        at += 2
        for number in range(first, first + count):
            if words[at + 2] == b"n":
                places[number] = int(words[at])
            at += 3
    return places


def _number(pattern: bytes, text: bytes) -> int:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(pattern)
    return int(found[1])


def _renumbered(piece: bytes, new: Mapping[int, int]) -> bytes:
    """Return an object that names others by their new numbers; its stream stays as it is."""
    parts, kept = [], 0
    for token in _TOKEN.finditer(piece):
        if token[1] is not None:
            # The one object above that is named is a page's parent.
            parts += [piece[kept : token.start()], b"%d 0 R" % new.get(int(token[1]), _PAGES)]
            kept = token.end()
        elif token[0].startswith(b"stream"):
            break
    return b"".join((*parts, piece[kept:]))
