"""A zip from outside: bombs, locked, nested, damaged ones are refused before they take memory."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shipdesk.providers.archives import (
    MOST_BYTES,
    MOST_FILES,
    MOST_TOGETHER,
    ArchiveError,
    take_apart,
)

PDF = b"%PDF-1.4 a label " + bytes(range(256)) * 8
MEGABYTE = 1024 * 1024


def zipped(
    files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, *, comment: bytes = b""
) -> bytes:
    """Return a zip of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
        archive.comment = comment
    return stream.getvalue()


def locked() -> bytes:
    """A zip whose file says that it is encrypted."""
    body = bytearray(zipped({"a.pdf": PDF}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + place] |= 1
    return bytes(body)


def understated() -> bytes:
    """A bomb that tells of itself that it is a few bytes long."""
    body = bytearray(zipped({"a.pdf": bytes(MOST_BYTES + 1)}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", body, body.index(mark) + place, 10)
    return bytes(body)


def overlapping(times: int) -> bytes:
    """One packed megabyte that the list names over and over."""
    single = zipped({"a.pdf": bytes(8 * MEGABYTE)})
    start = single.index(b"PK\x01\x02")
    end = single.index(b"PK\x05\x06")
    entry = single[start:end]
    ending = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, times * len(entry), start, 0
    )
    return single[:start] + entry * times + ending


def with_crowd(count: int) -> bytes:
    """A zip of so many empty files."""
    return zipped({f"{number}": b"" for number in range(count)})


def cut() -> bytes:
    return zipped({"a.pdf": PDF})[:-30]


def broken_inside() -> bytes:
    body = bytearray(zipped({"a.pdf": PDF * 40}))
    body[60:90] = b"\xa5" * 30
    return bytes(body)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a file too large": (lambda: zipped({"a": bytes(MOST_BYTES + 1)}), "bursts|larger"),
    "a file too large, stored": (
        lambda: zipped({"a": bytes(MOST_BYTES + 1)}, zipfile.ZIP_STORED),
        "larger than 20 MB",
    ),
    "a gigabyte of nothing": (
        lambda: zipped({f"{at}.pdf": bytes(16 * MEGABYTE) for at in range(64)}),
        "bursts",
    ),
    "a size that is a lie": (understated, "bursts|larger|damaged"),
    "files that overlap": (lambda: overlapping(90), "bursts|damaged"),
    "a crowd": (lambda: with_crowd(MOST_FILES + 1), "more than 100 files"),
    "a hundred thousand names": (lambda: with_crowd(60_000), "more than 100 files"),
    "a zip in the zip": (lambda: zipped({"a.pdf": PDF, "b.pdf": zipped({"c": PDF})}), "in the zip"),
    "a lock": (locked, "locked"),
    "another way of packing": (lambda: zipped({"a": PDF}, zipfile.ZIP_LZMA), "unusual"),
    "cut off": (cut, "damaged"),
    "broken inside": (broken_inside, "damaged"),
    "nothing": (lambda: b"", "damaged"),
    "only its beginning": (lambda: b"PK\x03\x04", "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_zip_that_could_do_harm_is_refused_by_name_and_within_memory(name: str) -> None:
    make, words = REFUSED[name]
    body = make()
    tracemalloc.start()
    try:
        with pytest.raises(ArchiveError, match=words):
            take_apart(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # What may be unpacked, the last file twice while it grows; never the bomb.
    assert peak < MOST_TOGETHER + 2 * MOST_BYTES


def test_labels_come_out_in_order_and_folders_are_no_files() -> None:
    body = zipped({"b/": b"", "b/two.pdf": PDF + b"2", "one.pdf": PDF + b"1"}, comment=b"hello")
    assert take_apart(body) == (PDF + b"2", PDF + b"1")
    assert take_apart(zipped({})) == ()


def test_pages_that_shrink_well_are_no_bomb() -> None:
    zpl = b"^XA^FO0,0^GFA,100000,100000,100," + b"0" * 200_000 + b"^FS^XZ"
    assert take_apart(zipped({f"{at}.zpl": zpl for at in range(5)})) == (zpl,) * 5


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own in which a name could become a path."""
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    yield tmp_path
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["inner"]


@pytest.mark.parametrize(
    "name", ["../../up.pdf", "/etc/up.pdf", "C:\\up.pdf", "a\x00b", "..", "ł" * 90]
)
def test_names_in_a_zip_become_no_paths(name: str, elsewhere: Path) -> None:
    assert elsewhere.is_dir()
    assert take_apart(zipped({name: PDF})) == (PDF,)
