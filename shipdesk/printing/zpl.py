"""What we need of ZPL: to know it, its size, its bar codes, and to write a picture in it."""

from __future__ import annotations

import re

_START = re.compile(rb"[\s\x02]*(?:[\^~][A-Z][A-Z0-9@])")
_DOTS_PER_MM = 8
"""203 dpi, the resolution that a file is written for when nothing says otherwise."""

_CODE = re.compile(
    rb"\^B([0-9A-Z])[^\^~]*(?:\^(?:FH[^\^~]*|FX[^\^~]*|FB[^\^~]*|FR))*\^F[DV]([^\^~]*)\^FS",
    re.DOTALL,
)
_NOT_CODES = b"Y"
"""^BY only sets the width of bars."""


def is_zpl(start: bytes) -> bool:
    """Whether these first bytes are Zebra's printer language."""
    return bool(_START.match(start)) and (b"^XA" in start or start.lstrip().startswith(b"~"))


def label_count(body: bytes) -> int:
    """How many labels the file prints: each ^XA…^XZ that has content."""
    # Parted, not searched for: a file of nothing but ^XA would be read to its end for each.
    formats = (part.partition(b"^XZ") for part in body.split(b"^XA")[1:])
    whole = (content for content, closed, _ in formats if closed)
    return max(1, sum(1 for content in whole if b"^F" in content or b"^XG" in content))


def size_mm(body: bytes) -> tuple[float, float]:
    """Width and length by ^PW and ^LL at 8 dots a mm; 0 where the file tells none."""
    return _dots(body, rb"\^PW(\d{1,9})") / _DOTS_PER_MM, _dots(
        body, rb"\^LL(\d{1,9})"
    ) / _DOTS_PER_MM


def codes(body: bytes) -> tuple[str, ...]:
    """The contents of the bar codes that the file asks the printer to draw."""
    found = []
    for kind, content in _CODE.findall(body):
        if kind not in _NOT_CODES:
            # >; >: >5 and the like switch Code 128's subset and are not printed.
            text = re.sub(r">[0-9:;<=>?]", "", content.decode("utf-8", "replace"))
            found.append(re.sub(r"^[A-Z]{2}A?,", "", text) if kind == b"Q" else text)
    return tuple(found)


def picture(rows: bytes, width: int, height: int, darkness: int = -1) -> bytes:
    """A label that is one picture: `rows` are packed, 1 is black, each row padded to a byte."""
    stride = (width + 7) // 8
    total = stride * height
    if len(rows) != total:
        raise ValueError(f"{len(rows)} bytes are not {height} rows of {stride}")
    dark = f"~SD{min(darkness, 30):02d}" if darkness >= 0 else ""
    head = f"{dark}^XA^PW{width}^LL{height}^LH0,0^FO0,0^GFA,{total},{total},{stride},"
    return head.encode("ascii") + rows.hex().upper().encode("ascii") + b"^FS^XZ\n"


def _dots(body: bytes, pattern: bytes) -> int:
    found = re.search(pattern, body)
    return min(int(found[1]), 32000) if found else 0
