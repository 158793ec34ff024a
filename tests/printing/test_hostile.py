"""Files that nobody should open end with a named refusal, and the window hears nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipdesk.domain.label import MediaType
from shipdesk.errors import LabelMissingError
from shipdesk.printing import document, zpl
from shipdesk.printing.press import Press, print_worker
from shipdesk.wording_table import ERRORS
from tests.fixtures.labels import make
from tests.printing import hostile
from tests.printing.conftest import LabelFileMaker
from tests.support.hostile_files import DRAWN, try_file

HEAVY = (
    "pdf: box largest allowed",
    "drawing: zeros thrice packed",
    "drawing: 80 MB of nothing",
    "drawing: 20 to the 12th forms",
    "drawing: a million states",
    "drawing: 400,000 curves",
    "drawing: a billion tiles",
    "drawing: tiles of nothing",
    "drawing: fax without end",
)
"""What costs seconds, or the print process its life: `dev.py bench hostile` takes them too."""


async def test_a_hostile_file_is_drawn_or_refused_by_name_and_the_reader_lives(
    tmp_path: Path,
) -> None:
    worker = print_worker()
    press = Press(worker, read_seconds=60)  # of a machine that does much else
    try:
        await worker.start()
        first = worker.process_id
        files = [file for file in hostile.bombs() if file.name not in HEAVY]
        wrong = {}
        for file in [*files, *hostile.mutations(5, 48)]:
            tried = await try_file(press, file.body, tmp_path)
            ends = {tried.inspected, tried.printed} - {DRAWN}
            if tried.fault or tried.deadly or not ends <= set(ERRORS):
                wrong[file.name] = tried
        assert wrong == {}
        assert worker.process_id == first
    finally:
        await press.aclose()


@pytest.mark.parametrize("kind", ["JPEG", "GIF"])
def test_a_picture_that_broke_off_is_damaged_and_never_half_a_label(
    keep: LabelFileMaker, kind: str
) -> None:
    whole = make.png(make.Drawn(), 100, kind=kind, tell_dpi=False)
    assert document.inspect(str(keep(whole + bytes(9)))).pages == 1
    for length in (len(whole) // 2, len(whole) - 2):
        with pytest.raises(LabelMissingError) as caught:
            document.inspect(str(keep(whole[:length])))
        assert caught.value.key == "label_damaged"


def test_numbers_of_a_megabyte_in_zpl_are_as_large_as_a_label_gets(keep: LabelFileMaker) -> None:
    facts = document.inspect(str(keep(b"^XA^PW" + b"9" * 1_000_000 + b"^LL800^FDx^FS^XZ")))
    assert (facts.media_type, facts.width_mm, facts.height_mm) == (MediaType.ZPL, 4000, 100)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (b"^XA^FDx^FS^XZ" * 3, 3),
        (b"^XA^PW800^XZ^XA^FDx^FS^XZ", 1),
        (b"^XA^XGR:LOGO.GRF,1,1^XZ^XA^FDx^FS^XZ", 2),
        (b"^XA" * 200_000, 1),
        (b"^XA^FDnever closed", 1),
    ],
)
def test_labels_of_a_zpl_file_are_counted_once_each(body: bytes, count: int) -> None:
    assert zpl.label_count(body) == count
