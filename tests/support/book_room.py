"""Parcels whose labels are small PDFs with a bar code each, and what a PDF of all of them holds."""

from __future__ import annotations

import re
from pathlib import Path

from shipdesk.domain.shipment import Shipment
from shipdesk.storage.database import Database
from tests.fixtures.labels import make
from tests.support.pdf_tools import tool
from tests.support.print_room import keep, put_parcels

_SIZE = re.compile(r"Page +\d+ size: +([\d.]+) x ([\d.]+)")


async def put_drawn(journal: Database, folder: Path, count: int) -> list[Shipment]:
    """Write down so many bought parcels whose labels name them in a bar code."""
    parcels = await put_parcels(journal, folder, count, without=range(count))
    for each in parcels:
        await keep(journal, folder, each, drawn(each.tracking_number), "application/pdf")
    return parcels


def drawn(number: str) -> bytes:
    """Return a label on A6 with a bar code."""
    return make.pdf(make.Drawn(number))


def sizes_mm(book: Path) -> list[tuple[float, float]]:
    """Return how large the pages are, as `pdfinfo` tells it."""
    words = tool("pdfinfo", "-f", 1, "-l", 9999, book)
    return [
        (float(wide) * 25.4 / 72, float(tall) * 25.4 / 72) for wide, tall in _SIZE.findall(words)
    ]


def codes(book: Path, folder: Path, dpi: int = 150) -> list[list[str]]:
    """Return the bar codes of each page, as `zbarimg` reads them."""
    tool("pdftoppm", "-gray", "-r", dpi, book, folder / "page")
    pages = sorted(folder.glob("page-*.pgm"))
    found = [tool("zbarimg", "--quiet", "--raw", page).split() for page in pages]
    for page in pages:
        page.unlink()
    return found
