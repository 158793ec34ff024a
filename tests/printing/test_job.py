"""One document from its file to a PDF: placed, checked, stopped or written."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shipdesk.clock import SystemClock
from shipdesk.domain.label import (
    CheckOutcome,
    DocumentKind,
    Fit,
    MediaType,
    PrintOrder,
    PrintReceipt,
)
from shipdesk.errors import LabelMismatchError, LabelMissingError, PrintError
from shipdesk.printing import document, job, layout, raster
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile

MM_A_POINT = 25.4 / 72
THEIRS = "520000012680041086770113"


def _print(asked: PrintOrder) -> PrintReceipt:
    return job.print_label(asked, SystemClock(), lambda: None)


def _page_size_mm(path: Path) -> tuple[float, float]:
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    line = next(line for line in told.splitlines() if line.startswith("Page size:"))
    words = line.split()
    return float(words[2]) * MM_A_POINT, float(words[4]) * MM_A_POINT


def _scan(path: Path, dpi: int = 203) -> list[str]:
    """What zbar, another reader than ours, finds on the page at a printer's resolution."""
    picture = path.with_suffix(".pgm")
    whole = ["pdftoppm", "-gray", "-singlefile", "-r", str(dpi), path, picture.with_suffix("")]
    subprocess.run(whole, check=True)
    words = ["zbarimg", "--quiet", "--raw", picture]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()


def _ink_of(path: Path, dpi: int = 200) -> layout.Box:
    body = path.read_bytes()
    with document.open_document(body, MediaType.PDF) as opened:
        found = layout.ink_box(raster.draw_bits(opened.page(0), dpi), dpi)
    assert found is not None
    return found


@pytest.mark.parametrize("key", ["100x150", "4x6", "a6", "a4"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_a_pdf_is_written_at_the_stocks_true_size_and_scans(
    keep: LabelFileMaker, tmp_path: Path, key: str, dpi: int
) -> None:
    output = tmp_path / "printed" / "label.pdf"
    to = profile(key=key, dpi=dpi)
    receipt = _print(order(keep(make.pdf(make.Drawn(qr="KRA010"))), to, output))
    assert receipt.check.outcome is CheckOutcome.MATCHES
    assert (receipt.job, receipt.pages, receipt.scale) == (str(output), 1, 1.0)
    size = (to.stock.width_mm, to.stock.height_mm)
    assert _page_size_mm(output) == pytest.approx(size, abs=0.01)
    assert make.LOCKER_NUMBER in _scan(output, dpi)


def test_a_pdf_stays_text_and_lines_and_not_a_picture(keep: LabelFileMaker, tmp_path: Path) -> None:
    output = tmp_path / "label.pdf"
    _print(order(keep(make.pdf()), profile(), output))
    text = subprocess.run(["pdftotext", output, "-"], capture_output=True, text=True, check=True)
    assert "ul. Prosta 5, 00-838 Warszawa" in text.stdout
    pictures = subprocess.run(
        ["pdfimages", "-list", output], capture_output=True, text=True, check=True
    )
    assert len(pictures.stdout.splitlines()) == 2


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [0, 10])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_what_is_written_lies_where_the_check_said_however_the_page_is_turned(
    keep: LabelFileMaker, tmp_path: Path, rotate: int, crop: float, turn: int
) -> None:
    output = tmp_path / "label.pdf"
    label = keep(make.pdf(make.Drawn(ink=(6, 9, 96, 140)), rotate=rotate, crop=crop))
    asked = order(label, replace(profile(key="a4"), rotation=turn), output)
    promised = job.check(asked).placements[0].ink
    _print(asked)
    written = _ink_of(output)
    assert (written.left, written.top) == pytest.approx((promised.left, promised.top), abs=0.3)
    assert (written.right, written.bottom) == pytest.approx(
        (promised.right, promised.bottom), abs=0.3
    )


def test_a_picture_becomes_a_pdf_of_true_size_with_its_dots(
    keep: LabelFileMaker, tmp_path: Path, qapp: object
) -> None:
    assert qapp is not None
    output = tmp_path / "label.pdf"
    label = make.Drawn(size=make.FOUR_BY_SIX, ink=(3, 3, 98, 149))
    receipt = _print(order(keep(make.png(label, 203)), profile(key="4x6"), output))
    assert receipt.check.outcome is CheckOutcome.MATCHES
    assert _page_size_mm(output) == pytest.approx((101.6, 152.4), abs=0.01)
    assert make.LOCKER_NUMBER in _scan(output)
    with document.open_document(output.read_bytes(), MediaType.PDF) as opened:
        dots = raster.draw_bits(opened.page(0), 203)
    with document.open_document(make.png(label, 203), MediaType.PNG) as opened:
        assert np.array_equal(dots, raster.draw_bits(opened.page(0), 203))


def test_another_parcels_label_is_stopped_before_anything_is_written(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    output = tmp_path / "label.pdf"
    wrong = keep(make.pdf(make.Drawn(number=THEIRS)))
    asked = replace(order(wrong, profile(), output), others=("1", THEIRS))
    spooling: list[bool] = []
    with pytest.raises(LabelMismatchError) as caught:
        job.print_label(asked, SystemClock(), lambda: spooling.append(True))
    assert THEIRS in caught.value.detail
    assert not output.exists()
    assert not spooling
    receipt = _print(replace(asked, reason="label swapped by the courier"))
    assert receipt.check.outcome is CheckOutcome.MISMATCH
    assert output.exists()


def test_a_label_with_other_codes_is_printed_as_not_checked(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    label = keep(make.pdf(make.Drawn(number=THEIRS)))
    receipt = _print(order(label, profile(), tmp_path / "label.pdf"))
    assert receipt.check.outcome is CheckOutcome.NOT_CHECKED
    assert receipt.check.codes == (THEIRS,)


def test_ink_that_would_be_cut_asks_and_takes_the_answer(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    page = make.Drawn(size=make.A4, ink=(10, 10, 200, 287), module=0.6)
    asked = order(keep(make.pdf(page)), profile(dpi=300), tmp_path / "label.pdf")
    with pytest.raises(PrintError) as caught:
        _print(asked)
    assert caught.value.key == "label_cut"
    shrunk = _print(replace(asked, fit=Fit.SHRINK))
    assert shrunk.scale == pytest.approx(98 / 190, rel=0.01)
    assert make.LOCKER_NUMBER in _scan(tmp_path / "label.pdf", 300)


def test_only_the_frame_may_be_cut_when_that_was_the_answer(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    label = keep(make.pdf(make.Drawn(size=(118, 148), ink=(4, 4, 114, 144))))
    asked = order(label, profile(), tmp_path / "label.pdf")
    assert job.check(asked).cut == pytest.approx(5, abs=0.3)
    receipt = _print(replace(asked, fit=Fit.CUT))
    assert (receipt.scale, receipt.check.outcome) == (1.0, CheckOutcome.MATCHES)


def test_bars_too_fine_for_the_printer_stop_the_print(keep: LabelFileMaker, tmp_path: Path) -> None:
    label = keep(make.pdf(make.Drawn(module=0.17)))
    with pytest.raises(PrintError) as caught:
        _print(order(label, profile(dpi=203), tmp_path / "label.pdf"))
    assert caught.value.key == "label_too_fine"
    receipt = _print(order(label, profile(dpi=300), tmp_path / "label.pdf"))
    assert receipt.check.outcome is CheckOutcome.MATCHES


@pytest.mark.parametrize("picture", [False, True])
def test_a_watermark_is_seen_and_the_codes_still_scan(
    keep: LabelFileMaker, tmp_path: Path, qapp: object, *, picture: bool
) -> None:
    assert qapp is not None
    label = make.Drawn(size=make.FOUR_BY_SIX, ink=(3, 3, 98, 149), qr="KRA010")
    body = make.png(label, 203) if picture else make.pdf(label)
    plain, marked = tmp_path / "plain.pdf", tmp_path / "marked.pdf"
    asked = order(keep(body), profile(key="4x6"), plain)
    _print(asked)
    receipt = _print(replace(asked, watermark="DEMO", output=str(marked)))
    assert receipt.check.outcome is CheckOutcome.MATCHES
    assert set(_scan(marked)) >= {make.LOCKER_NUMBER, "KRA010"}
    shades = []
    for path in (plain, marked):
        with document.open_document(path.read_bytes(), MediaType.PDF) as opened:
            shades.append(int(raster.draw_gray(opened.page(0), 203).astype(int).sum()))
    assert shades[1] < shades[0]


def test_blank_pages_waste_no_labels(keep: LabelFileMaker, tmp_path: Path) -> None:
    output = tmp_path / "invoice.pdf"
    asked = replace(
        order(keep(make.invoice(["Tax invoice", "", "Page 3"])), profile(key="a4"), output),
        kind=DocumentKind.INVOICE,
        expected="",
    )
    assert _print(asked).pages == 2
    with pytest.raises(LabelMissingError) as caught:
        _print(replace(asked, label=str(keep(make.invoice([""])))))
    assert caught.value.key == "label_blank"


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    before = sorted(tmp_path.iterdir())
    label = keep(make.pdf())
    with pytest.raises(PrintError) as caught:
        _print(order(label, profile(), tmp_path / "taken"))
    assert caught.value.key == "print_file"
    assert sorted(tmp_path.iterdir()) == sorted([*before, label])
