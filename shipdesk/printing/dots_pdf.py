"""Finished dots as a PDF: a page for each, one bit a dot, the page exactly as large as its dots.

Written here, since Qt's writer takes eight colour bits a dot: 139 MB for an A4 page at 600 dpi and
ten times as long. Nothing here scales, smooths or turns.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from shipdesk.domain.label import MM_PER_INCH
from shipdesk.printing.raster import Bits, pack

_POINTS_PER_INCH = 72.0
_LEVEL = 1
"""Labels are mostly white: more effort takes longer than the queue takes to read the rest."""


def document(
    pages: Sequence[Bits], dpi: float, size_mm: tuple[float, float] | None = None
) -> bytes:
    """A PDF of the pages; `size_mm` is what the page says of itself, where that is rounded to dots.

    The dots keep their size either way and begin at the top left corner.
    """
    objects: list[bytes] = []
    kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)))
    for number, bits in enumerate(pages):
        objects += _page(3 + 3 * number, bits, dpi, size_mm)
    return _file(objects)


def _page(first: int, bits: Bits, dpi: float, size_mm: tuple[float, float] | None) -> list[bytes]:
    """The three objects of a page, of which the first has this number: page, image, content."""
    height, width = bits.shape
    wide, tall = (side * _POINTS_PER_INCH / dpi for side in (width, height))
    page_wide, page_tall = wide, tall
    if size_mm is not None:
        page_wide, page_tall = (side * _POINTS_PER_INCH / MM_PER_INCH for side in size_mm)
    content = b"q %.4f 0 0 %.4f 0 %.4f cm /D Do Q" % (wide, tall, page_tall - tall)
    # A bit that is set is ink; in a grey image of one bit 1 is white, so it is decoded reversed.
    image = b"/Subtype /Image /Width %d /Height %d /BitsPerComponent 1" % (width, height)
    form = b"/ColorSpace /DeviceGray /Decode [1 0] /Interpolate false /Filter /FlateDecode"
    return [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.4f %.4f] /Contents %d 0 R"
        b" /Resources << /XObject << /D %d 0 R >> >> >>"
        % (page_wide, page_tall, first + 2, first + 1),
        _stream(b"/Type /XObject %s %s" % (image, form), zlib.compress(pack(bits), _LEVEL)),
        _stream(b"", content),
    ]


def _stream(told: bytes, body: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (told, len(body), body)


def _file(objects: Sequence[bytes]) -> bytes:
    parts, places, at = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"], [], 15
    for number, body in enumerate(objects, start=1):
        places.append(at)
        part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        parts.append(part)
        at += len(part)
    count = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, at))
    return b"".join(parts)
