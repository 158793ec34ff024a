"""Bar codes read back: which parcel a label belongs to, and whether it will scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import zxingcpp

from shipdesk.domain.label import MM_PER_INCH, BarCode, Box, CheckOutcome, CheckResult
from shipdesk.printing.document import Gray

READ_DPI = 600
"""The resolution at which it is asked which label this is."""

FINE_DOTS = 1.9
"""Bars narrower than two of the printer's dots (less measuring error) come out uneven."""

_SHORTEST_OTHER = 6
"""Shorter numbers of other parcels would be found inside longer ones by chance."""

_TWO_DIMENSIONAL = ("QR", "Aztec", "Data Matrix", "DataMatrix", "MaxiCode", "PDF417", "RMQR")


def read_codes(gray: Gray, dpi: float, page: int = 0) -> tuple[BarCode, ...]:
    """All bar codes of a picture, in reading order."""
    picture = np.ascontiguousarray(gray)
    found = []
    for code in zxingcpp.read_barcodes(picture, try_invert=False):
        corners = code.position
        points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
        xs, ys = [point.x for point in points], [point.y for point in points]
        mm = MM_PER_INCH / dpi
        box = Box(min(xs) * mm, min(ys) * mm, max(xs) * mm, max(ys) * mm)
        symbology = str(code.format)
        module = 0.0
        if not symbology.startswith(_TWO_DIMENSIONAL):
            module = _narrowest(picture, [(point.x, point.y) for point in points]) * mm
        found.append(BarCode(code.text, symbology, box, page, round(module, 4)))
    return tuple(sorted(found, key=lambda code: (code.page, code.box.top, code.box.left)))


def check(
    seen: Sequence[BarCode],
    printed: Sequence[BarCode],
    expected: str,
    others: Iterable[str] = (),
    *,
    dpi: float,
    scale: float = 1.0,
) -> CheckResult:
    """Compare what was seen in the file and in the final dots with what is known.

    A page that carries another parcel's code and not ours is a mismatch, whatever else there is.
    """
    texts = tuple(dict.fromkeys(code.text for code in seen))
    wanted = plain(expected)
    if not wanted:
        return CheckResult(CheckOutcome.NOT_CHECKED, expected, "", texts)
    ours = [code for code in seen if wanted in plain(code.text)]
    our_pages = {code.page for code in ours}
    known = {number for other in others if len(number := plain(other)) >= _SHORTEST_OTHER}
    for code in seen:
        if code.page not in our_pages and any(number in plain(code.text) for number in known):
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


def _narrowest(picture: Gray, corners: Sequence[tuple[int, int]]) -> float:
    """The width of the narrowest bars in pixels, along the middle of a linear code."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    start, end = ((ax + dx) / 2, (ay + dy) / 2), ((bx + cx) / 2, (by + cy) / 2)
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    steps = int(length) + 1
    xs = np.linspace(start[0], end[0], steps).round().astype(int)
    ys = np.linspace(start[1], end[1], steps).round().astype(int)
    xs, ys = xs.clip(0, picture.shape[1] - 1), ys.clip(0, picture.shape[0] - 1)
    line = picture[ys, xs] < 128  # noqa: PLR2004
    edges = np.flatnonzero(np.diff(line.astype(np.int8)))
    runs = np.diff(edges)
    if len(runs) < 5:  # noqa: PLR2004  # too few bars to tell
        return 0.0
    narrow = float(np.percentile(runs, 10))
    return float(runs[runs < narrow * 1.5].mean())
