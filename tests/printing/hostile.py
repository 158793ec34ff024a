"""Files that nobody should open: bombs made by hand, and labels damaged by chance (seeded)."""

from __future__ import annotations

import gzip
import io
import random
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image

from tests.fixtures.labels import make

HUGE = 1_000_000_000


@dataclass(frozen=True)
class Hostile:
    """One file and what is wrong with it."""

    name: str
    body: bytes


def written(*objects: bytes, trailer: bytes = b"", tail: bytes | None = None) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue.

    `trailer` goes into the trailer's dictionary; `tail` replaces everything after the table.
    """
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    if tail is not None:
        return bytes(out + tail)
    return bytes(
        out
        + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, trailer, start)
    )


def page(
    content: bytes = b"0 0 90 90 re f",
    *more: bytes,
    box: bytes = b"[0 0 298 420]",
    resources: bytes = b"<<>>",
    extra: bytes = b"",
    packing: bytes = b"",
) -> bytes:
    """A PDF with one page; `more` are its objects from number 5 on."""
    head = b"<</Type/Page/Parent 2 0 R/MediaBox %s/Contents 4 0 R/Resources %s%s>>"
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        head % (box, resources, extra),
        stream(content, packing),
        *more,
    )


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """A stream object's content."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content)


def bombs() -> Iterator[Hostile]:
    """Every file that was made to do harm, the cheap ones first."""
    kinds = {"posing": _posing, "pdf": _pdf_bombs, "drawing": _drawing_bombs, "image": _pictures}
    for kind, made in {**kinds, "raw": _raw_bombs}.items():
        for name, body in made().items():
            yield Hostile(f"{kind}: {name}", body)


def mutations(seed: int, count: int) -> Iterator[Hostile]:
    """So many damaged labels of every kind; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same files each time
    seeds = _seeds()
    names = sorted(seeds)
    for number in range(count):
        name = names[number % len(names)]
        body = bytearray(seeds[name])
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            chance.choice(_DAMAGES)(body, chance)
        if name.startswith("png") and chance.random() < 0.7:
            body = _sealed(body)
        yield Hostile(f"{name} {seed}/{number}", bytes(body))


def _posing() -> dict[str, bytes]:
    good = make.pdf()
    return {
        "nothing": b"",
        "spaces": b" \r\n\t" * 100,
        "zeros": bytes(10_000),
        "page": b"<!DOCTYPE html><html><body>Please sign in</body></html>",
        "page behind a header": b"%PDF-1.7\n<html><body>Please sign in</body></html>",
        "page within": b"<html>" + good + b"</html>",
        "answer": b'{"error": "expired"}',
        "archive": b"PK\x03\x04" + bytes(500),
        "packed label": gzip.compress(good),
        "program": b"\x7fELF" + bytes(500),
        "header only": b"%PDF-",
        "locked": make.pdf(password="secret"),
        "locked by nobody": page().replace(b"/Root", b"/Encrypt<</Filter/Nobody/V 9>>/Root"),
        "too large": b"%PDF-1.7\n" + bytes(20 * 2**20),
        **{f"cut at {cut} %": good[: len(good) * cut // 100] for cut in range(5, 100, 10)},
    }


def _pdf_bombs() -> dict[str, bytes]:
    boxes = {
        "endless": b"[0 0 1e38 1e38]",
        "of a kilometre": b"[0 0 2834645 2834645]",
        "largest allowed": b"[0 0 3400 3400]",
        "of nothing": b"[0 0 0 0]",
        "turned inside out": b"[298 420 0 0]",
        "far away": b"[-2147483648 -2147483648 2147483647 2147483647]",
        "no numbers": b"[/a (b) null <<>>]",
        "short": b"[0 0]",
        "very thin": b"[0 0 0.001 420]",
    }
    deep = 100_000
    flat = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * 10_000
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 10_003))
    chain = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 3) for n in range(5000)]
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    return {
        **{f"box {name}": page(box=box) for name, box in boxes.items()},
        "unit of a mile": page(extra=b"/UserUnit 75000"),
        "turned by 45": page(extra=b"/Rotate 45"),
        "turned by a lot": page(extra=b"/Rotate 99999999990"),
        "10,000 pages": written(catalogue, b"<</Count 10000/Kids[%s]>>" % kids, *flat),
        "says 2 billion pages": page().replace(b"/Count 1", b"/Count 2000000000"),
        "says -1 pages": page().replace(b"/Count 1", b"/Count -1"),
        "pages in a circle": written(catalogue, b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"),
        "pages 5,000 deep": written(catalogue, *chain),
        "catalogue in a circle": written(b"1 0 R"),
        "lists 100,000 deep": page(b"", b"[" * deep + b"]" * deep, extra=b"/A 5 0 R"),
        "books 100,000 deep": page(b"", b"<</A" * deep + b" 1 " + b">>" * deep, extra=b"/A 5 0 R"),
        "box 100,000 deep": page(box=b"[" * deep + b"]" * deep),
        "table in a circle": page().replace(b"/Root", b"/Prev 9/Root"),
        "table leads to itself": written(catalogue, tail=b"startxref\n9\n%%EOF"),
        "table before the file": written(catalogue, tail=b"startxref\n-1\n%%EOF"),
        "table far behind": written(catalogue, tail=b"startxref\n99999999999999\n%%EOF"),
        "table of 2 billion": page().replace(b"xref\n0 5", b"xref\n0 2000000000"),
        "length of itself": page().replace(b"/Length 14", b"/Length 4 0 R"),
        "length of 4 GB": page().replace(b"/Length 14", b"/Length 4294967295"),
        "length below nothing": page().replace(b"/Length 14", b"/Length -14"),
        "opens a program": page(extra=b"/AA<</O<</S/Launch/F(calc.exe)>>>>"),
        "runs a script": page().replace(
            b"/Pages 2", b"/OpenAction<</S/JavaScript/JS(while(1){})>>/Pages 2"
        ),
        "asks the network": page(extra=b"/AA<</O<</S/URI/URI(http://127.0.0.1:9/)>>>>"),
        "reads a file": page(b"/X Do", resources=b"<</XObject<</X<</F(/etc/passwd)>>>>>>"),
    }


def _drawing_bombs() -> dict[str, bytes]:
    nested = zlib.compress(zlib.compress(zlib.compress(bytes(80_000_000), 9), 9), 9)
    laughs = [
        stream(b"/X Do " * 20, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources"
               b"<</XObject<</X %d 0 R>>>>" % (number + 6))
        for number in range(12)
    ]  # fmt: skip
    form = b"<</XObject<</X 5 0 R>>>>"

    def picture(width: int, height: int, content: bytes, extra: bytes) -> bytes:
        words = b"/Subtype/Image/Width %d/Height %d%s" % (width, height, extra)
        return page(b"298 0 0 420 0 0 cm /X Do", stream(content, words), resources=form)

    gray = b"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    tiling = (
        b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep %s/YStep %s/Resources<<>>"
    )
    in_pattern = b"<</Pattern<</P 5 0 R>>>>"
    fill = b"/Pattern cs /P scn 0 0 298 420 re f"
    type3 = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 65"
        b"/LastChar 65/Widths[1]/Encoding<</Differences[65/A]>>/CharProcs<</A 6 0 R>>"
        b"/Resources<</Font<</F 5 0 R>>>>>>"
    )
    dashes = b"[0.00001 0.00001] 0 d 0 w 0 0 m 298 420 l S"
    return {
        "zeros thrice packed": page(nested, packing=b"/Filter[%s]" % (b"/FlateDecode" * 3)),
        "80 MB of nothing": page(
            zlib.compress(b" " * 80_000_000, 9), packing=b"/Filter/FlateDecode"
        ),
        "a form within itself": page(
            b"/X Do", stream(b"/X Do", b"/Subtype/Form/BBox[0 0 9 9]/Resources" + form),
            resources=form,
        ),
        "20 to the 12th forms": page(b"/X Do", *laughs, stream(b""), resources=form),
        "a million states": page(b"q " * 1_000_000),
        "a million brackets": page(b"[" * 1_000_000),
        "a million words open": page(b"(" * 1_000_000),
        "400,000 curves": page(b"0 0 m " + b"9 400 280 1 290 410 c " * 400_000 + b"S"),
        "a billion dashes": page(dashes),
        "a line without end": page(b"1e38 w -1e38 -1e38 m 1e38 1e38 l S"),
        "numbers without end": page(b"9" * 1_000_000 + b" 0 0 1 0 0 cm 0 0 9 9 re f"),
        "a font within itself": page(
            b"BT /F 9 Tf (A) Tj ET", type3, stream(b"1 0 d0 BT /F 1 Tf (A) Tj ET"),
            resources=b"<</Font<</F 5 0 R>>>>",
        ),
        "a billion tiles": page(fill, stream(b"0 0 1 1 re f", tiling % (b"0.01", b"0.01")),
                                resources=in_pattern),
        "tiles of nothing": page(fill, stream(b"0 0 1 1 re f", tiling % (b"0", b"0")),
                                 resources=in_pattern),
        "picture of 10 gigapixels": picture(100_000, 100_000, zlib.compress(b"x"), gray),
        "picture of 900 megapixels": picture(
            30_000, 30_000, zlib.compress(bytes(9_000_000), 9), gray
        ),
        "picture of -1": picture(-1, -1, zlib.compress(b"x"), gray),
        "picture of 2 billion": picture(2**31 - 1, 2**31 - 1, b"x", b"/ImageMask true"),
        "fax without end": picture(
            60_000, 60_000, bytes(1000), b"/ImageMask true/Filter/CCITTFaxDecode"
            b"/DecodeParms<</K -1/Columns 60000/Rows 60000>>",
        ),
        "JBIG2 junk": picture(
            999, 999, bytes(range(256)) * 40, b"/ImageMask true/Filter/JBIG2Decode"
        ),
        "JPEG 2000 junk": picture(
            999, 999, b"\x00\x00\x00\x0cjP  " + bytes(999), b"/Filter/JPXDecode"
        ),
        "mask within itself": picture(
            9, 9, zlib.compress(bytes(81)), gray + b"/SMask 5 0 R"
        ),
    }  # fmt: skip


def _pictures() -> dict[str, bytes]:
    def png(width: int, height: int, rows: bytes, *chunks: bytes, depth: int = 1) -> bytes:
        header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
        data = _chunk(b"IDAT", zlib.compress(rows, 9))
        return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + data + _chunk(b"IEND", b"")

    def told(per_metre: int) -> bytes:
        return _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))

    label = make.png(make.Drawn(), 203)
    jpeg = make.png(make.Drawn(), 203, kind="JPEG")
    gif = make.png(make.Drawn(), 100, kind="GIF", tell_dpi=False)
    frame = jpeg.index(b"\xff\xc0")
    frames = io.BytesIO()
    many = [Image.new("L", (9, 9), shade % 256) for shade in range(2000)]
    many[0].save(frames, "GIF", save_all=True, append_images=many[1:])
    return {
        "PNG of 4 gigapixels": png(65_535, 65_535, b"x"),
        "PNG of 2 billion": png(2**31 - 1, 2**31 - 1, b"x"),
        "PNG of 400 megapixels": png(20_000, 20_000, bytes(2501 * 20_000)),
        "PNG of 60 megapixels": png(7_700, 7_700, bytes(964 * 7_700)),
        "PNG of nothing": png(0, 0, b""),
        "PNG one dot high": png(30_000, 1, bytes(3_751)),
        "PNG that says 0 dpi": png(800, 1200, bytes(101 * 1200), told(0)),
        "PNG that says all dpi": png(800, 1200, bytes(101 * 1200), told(2**32 - 1)),
        "PNG that says 101 dpi": png(8_000, 8_000, bytes(1001 * 8_000), told(3977)),
        "PNG with a text bomb": png(
            9, 9, bytes(27), _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(30_000_000), 9))
        ),
        "PNG cut": label[: len(label) // 2],
        "PNG head only": label[:8],
        "JPEG of 4 gigapixels": jpeg[: frame + 5] + b"\xff\xff\xff\xff" + jpeg[frame + 9 :],
        "JPEG cut": jpeg[: len(jpeg) // 2],
        "JPEG head only": jpeg[:3],
        "GIF of 4 gigapixels": gif[:6] + b"\xff\xff\xff\xff" + gif[10:],
        "GIF of 2,000 pictures": frames.getvalue(),
        "GIF cut": gif[: len(gif) // 2],
        "GIF head only": gif[:6],
    }


def _raw_bombs() -> dict[str, bytes]:
    return {
        "ZPL never closed": b"^XA^FO1,1^FD" + b"x" * 5_000_000,
        "ZPL a million times opened": b"^XA" * 1_000_000,
        "ZPL 300,000 labels": b"^XA^FDx^FS^XZ" * 300_000,
        "ZPL codes never closed": b"^XA" + b"^BCN,100" * 500_000,
        "ZPL remarks without end": b"^XA^BC" + b"^FX" * 1_000_000 + b"^XZ",
        "ZPL of a mile": b"^XA^PW%d^LL%d^FDx^FS^XZ" % (HUGE, HUGE),
        "ZPL number of a megabyte": b"^XA^PW" + b"9" * 1_000_000 + b"^FDx^FS^XZ",
        "ZPL with zeros": b"^XA" + bytes(1000) + b"^XZ",
        "EPL without end": b"\nN\nq812\n" + b'B50,50,0,1,2,2,100,B,"1"\n' * 200_000,
    }


_EXTREMES = (b"0", b"-1", b"2147483647", b"-2147483648", b"4294967296", b"1e38", b"99999999999999")
_WORDS = (b"/Kids[1 0 R]", b"<<", b">>", b"[", b"]", b"endobj", b"stream\n", b"(", b"%", b"3 0 R")


def _flip(body: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 20)):
        if body:
            body[chance.randrange(len(body))] = chance.randrange(256)


def _drop(body: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(body) + 1)
    del body[start : start + chance.randint(1, 400)]


def _double(body: bytearray, chance: random.Random) -> None:
    start, to = chance.randrange(len(body) + 1), chance.randrange(len(body) + 1)
    body[to:to] = body[start : start + chance.randint(1, 400)] * chance.choice((1, 2, 50))


def _cut(body: bytearray, chance: random.Random) -> None:
    del body[chance.randrange(len(body) + 1) :]


def _extreme(body: bytearray, chance: random.Random) -> None:
    if numbers := list(re.finditer(rb"\d+", body)):
        found = chance.choice(numbers)
        body[found.start() : found.end()] = chance.choice(_EXTREMES)


def _word(body: bytearray, chance: random.Random) -> None:
    to = chance.randrange(len(body) + 1)
    body[to:to] = chance.choice(_WORDS)


def _zero(body: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(body) + 1)
    length = min(chance.randint(1, 64), len(body) - start)
    body[start : start + length] = bytes([chance.choice((0, 255))]) * length


_DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _flip, _drop, _double, _cut, _extreme, _extreme, _word, _zero,
)  # fmt: skip


def _seeds() -> dict[str, bytes]:
    text = b"BT /F 12 Tf 9 400 Td (Jan Nowak) Tj ET " + b" ".join(
        b"%d 200 2 90 re f" % left for left in range(10, 280, 5)
    )
    font = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    return {
        "pdf": make.pdf(make.Drawn(qr="KRA010")),
        "pdf plain": page(text, resources=font),
        "pdf turned": make.pdf(make.Drawn(), rotate=90),
        "pdf of three": make.invoice(["a", "b", "c"]),
        "png": make.png(make.Drawn(), 203),
        "jpeg": make.png(make.Drawn(), 150, kind="JPEG"),
        "gif": make.png(make.Drawn(), 100, kind="GIF", tell_dpi=False),
        "zpl": b"^XA^PW812^LL1218^FO50,50^BCN,100^FD%s^FS^FO9,9^GFA,8,8,1,FFFF^FS^XZ"
        % make.LOCKER_NUMBER.encode(),
    }


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def _sealed(body: bytearray) -> bytearray:
    """A PNG whose check sums are right again: the damage reaches what unpacks it."""
    at = 8
    while at + 12 <= len(body):
        (length,) = struct.unpack_from(">I", body, at)
        if at + 12 + length > len(body):
            break
        struct.pack_into(">I", body, at + 8 + length, zlib.crc32(body[at + 4 : at + 8 + length]))
        at += 12 + length
    return body
