"""Bar codes read back: which parcel a label belongs to, and whether it will scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import zxingcpp

from shipdesk.domain.label import (
    MM_PER_INCH,
    BarCode,
    Box,
    CheckOutcome,
    CheckResult,
    StrangeCodesError,
)
from shipdesk.printing.document import Gray
from shipdesk.printing.raster import Bits

READ_DPI = 600
"""The resolution at which it is asked which label this is."""

BARS = "AllLinear"
"""The symbologies of bars, which are read in a tenth of the time of squares."""

FINE_DOTS = 1.9
"""Bars narrower than two of the printer's dots (less measuring error) come out uneven."""

_DARK = 128
_BEYOND = 8
_FEWEST_RUNS = 5

_SHORTEST_OTHER = 6
"""Shorter numbers of other parcels would be found inside longer ones by chance."""

_TWO_DIMENSIONAL = ("QR", "Aztec", "Data Matrix", "DataMatrix", "MaxiCode", "PDF417", "RMQR")


def read_codes(gray: Gray, dpi: float, page: int = 0, symbology: str = "") -> tuple[BarCode, ...]:
    """All bar codes of a picture, or those of one symbology or of `BARS`, in reading order."""
    picture = np.ascontiguousarray(gray)
    formats = zxingcpp.barcode_formats_from_str(symbology)
    found = zxingcpp.read_barcodes(picture, formats, try_invert=False)
    return _told(found, picture, _DARK, dpi, page)


def read_dots(bits: Bits, dpi: float, page: int = 0) -> tuple[BarCode, ...]:
    """The bar codes that stand plainly in finished dots, in half the time of `read_codes`.

    Dots are black or white already: nothing is weighed, and no smaller picture is tried.
    """
    picture = (~bits).view(np.uint8)
    found = zxingcpp.read_barcodes(
        picture, try_invert=False, try_downscale=False, binarizer=zxingcpp.Binarizer.BoolCast
    )
    return _told(found, picture, 1, dpi, page)


def _told(
    codes: Iterable[zxingcpp.Barcode], picture: Gray, dark: int, dpi: float, page: int
) -> tuple[BarCode, ...]:
    """What was found in a picture, whose pixels below `dark` are ink, with its bars measured."""
    found = []
    for code in codes:
        corners = code.position
        points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
        xs, ys = [point.x for point in points], [point.y for point in points]
        mm = MM_PER_INCH / dpi
        box = Box(min(xs) * mm, min(ys) * mm, max(xs) * mm, max(ys) * mm)
        symbology = str(code.format)
        module = 0.0
        if not symbology.startswith(_TWO_DIMENSIONAL):
            at = [(point.x, point.y) for point in points]
            module = _module(picture, dark, at, symbology) * mm
        found.append(BarCode(code.text, symbology, box, page, round(module, 4)))
    return tuple(sorted(found, key=lambda code: (code.page, code.box.top, code.box.left)))


def check(
    seen: Sequence[BarCode],
    printed: Sequence[BarCode],
    expected: str,
    others: Iterable[str] | None = (),
    *,
    dpi: float,
    scale: float = 1.0,
) -> CheckResult:
    """Compare what was seen in the file and in the final dots with what is known.

    A page that carries another parcel's code and not ours is a mismatch, whatever else there is.
    Raises StrangeCodesError where there are such codes and `others` is None.
    """
    texts = tuple(dict.fromkeys(code.text for code in seen))
    wanted = plain(expected)
    if not wanted:
        return CheckResult(CheckOutcome.NOT_CHECKED, expected, "", texts)
    ours = [code for code in seen if wanted in plain(code.text)]
    our_pages = {code.page for code in ours}
    strange = [code for code in seen if code.page not in our_pages]
    if strange and others is None:
        raise StrangeCodesError(tuple(dict.fromkeys(code.text for code in strange)))
    numbers = map(plain, others or ())
    known = {number for number in numbers if len(number) >= _SHORTEST_OTHER}
    for code in strange:
        if any(number in plain(code.text) for number in known):
            return CheckResult(CheckOutcome.MISMATCH, expected, code.text, texts)
    if not ours:
        return CheckResult(CheckOutcome.NOT_CHECKED, expected, "", texts)
    readable = {code.text for code in printed}
    for code in ours:
        wide = code.module_mm * scale * dpi / MM_PER_INCH
        if code.text in readable and (not code.module_mm or wide >= FINE_DOTS):
            return CheckResult(CheckOutcome.MATCHES, expected, code.text, texts)
    return CheckResult(CheckOutcome.TOO_FINE, expected, ours[0].text, texts)


def plain(text: str) -> str:
    """A number as it is compared: no brackets of application identifiers, spaces or case."""
    return "".join(char for char in text if char.isalnum()).upper()


def _module(picture: Gray, dark: int, corners: Sequence[tuple[int, int]], symbology: str) -> float:
    """The width of the narrowest bars of a linear code in pixels; 0 if it cannot be told."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    start = np.array(((ax + dx) / 2, (ay + dy) / 2))
    end = np.array(((bx + cx) / 2, (by + cy) / 2))
    length = float(np.hypot(*(end - start)))
    if not length:
        return 0.0
    # A little into the quiet zones, so that the first and the last edge are on the line.
    beyond = (end - start) * _BEYOND / length
    start, end = start - beyond, end + beyond
    steps = int(length) + 2 * _BEYOND
    xs = np.linspace(start[0], end[0], steps).round().astype(int)
    ys = np.linspace(start[1], end[1], steps).round().astype(int)
    inside = (xs >= 0) & (ys >= 0) & (xs < picture.shape[1]) & (ys < picture.shape[0])
    line = picture[ys[inside], xs[inside]] < dark
    edges = np.flatnonzero(np.diff(line.astype(np.int8)))
    runs = np.diff(edges)
    if len(runs) < _FEWEST_RUNS:
        return 0.0
    symbols, rest = divmod(len(runs) - 7, 6)
    if symbology == "Code 128" and not rest:
        # Six bars and spaces in eleven modules each, and a stop of seven in thirteen: exact,
        # where single bars of a coarse picture are not.
        return float(edges[-1] - edges[0]) / (symbols * 11 + 13)
    narrow = float(np.percentile(runs, 10))
    return float(runs[runs < narrow * 1.5].mean())
