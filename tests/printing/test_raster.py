"""Pages to dots: exact sizes, white paper, and bars that still scan at the printer's dpi."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from shipdesk.domain.label import MediaType
from shipdesk.printing import barcode, document, raster
from tests.fixtures.labels import make


def _dots_of(body: bytes, dpi: int) -> raster.Bits:
    with document.open_document(body, document.media_type_of(body)) as opened:
        return raster.draw_bits(opened.page(0), dpi)


@pytest.mark.parametrize(
    ("dpi", "size"), [(203, (1218, 812)), (300, (1800, 1200)), (600, (3600, 2400))]
)
def test_a_page_has_exactly_the_dots_of_its_size(dpi: int, size: tuple[int, int]) -> None:
    assert _dots_of(make.pdf(make.Drawn(size=make.FOUR_BY_SIX)), dpi).shape == size


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("shift", [0.0, 0.041, 0.083, 0.11])
@pytest.mark.parametrize("across", [False, True])
def test_ten_mil_bars_scan_wherever_they_fall_on_the_dots(
    dpi: int, shift: float, *, across: bool
) -> None:
    label = make.Drawn(ink=(4 + shift, 4 + shift, 96, 144), across=across)
    dots = raster.to_gray(_dots_of(make.pdf(label), dpi))
    assert make.LOCKER_NUMBER in {code.text for code in barcode.read_codes(dots, dpi)}


def test_drawing_in_strips_shows_no_seams() -> None:
    body = make.pdf(make.Drawn(size=make.A4, ink=(5, 5, 205, 292)))
    with document.open_document(body, MediaType.PDF) as opened:
        page = opened.page(0)
        whole = page.render(1654, 2339, 0, 2339)
        strips = [page.render(1654, 2339, top, min(500, 2339 - top)) for top in range(0, 2339, 500)]
    assert np.array_equal(whole, np.vstack(strips))


@pytest.mark.parametrize(("dpi", "fine"), [(203, 4), (400, 3), (600, 2)])
def test_each_dot_is_decided_by_the_mean_of_its_square(dpi: int, fine: int) -> None:
    body = make.pdf(make.Drawn(size=(60, 45), ink=(2, 2, 58, 43)))
    with document.open_document(body, MediaType.PDF) as opened:
        page = opened.page(0)
        height, width = raster.dots(45, dpi), raster.dots(60, dpi)
        whole = page.render(width * fine, height * fine, 0, height * fine)
        gray = raster.draw_gray(page, dpi)
    squares = whole.reshape(height, fine, width, fine).astype(int)
    assert np.array_equal(gray, squares.sum(axis=(1, 3)) // fine**2)
    assert np.unique(gray).size > 10


def test_a_picture_at_the_printers_own_dpi_keeps_every_pixel() -> None:
    body = make.png(make.Drawn(size=make.FOUR_BY_SIX), 203)
    pixels = np.asarray(Image.open(io.BytesIO(body)).convert("L"))
    with document.open_document(body, MediaType.PNG) as opened:
        assert np.array_equal(raster.draw_gray(opened.page(0), 203), pixels)


def test_a_transparent_picture_is_paper_not_ink() -> None:
    picture = Image.new("RGBA", (812, 1218), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (100, 200, 110, 300))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    dots = _dots_of(buffer.getvalue(), 203)
    assert dots.sum() == 10 * 100
    assert dots[200, 100]


def test_gray_becomes_ink_or_paper_never_a_pattern() -> None:
    picture = Image.new("L", (812, 1218), 200)
    picture.paste(60, (0, 0, 406, 1218))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    dots = _dots_of(buffer.getvalue(), 203)
    assert dots[:, :406].all()
    assert not dots[:, 406:].any()


def test_dots_are_packed_with_ink_as_one_and_rows_padded() -> None:
    bits = np.zeros((2, 10), dtype=np.bool_)
    bits[0, 0] = bits[1, 9] = True
    assert raster.pack(bits) == bytes((0b10000000, 0, 0, 0b01000000))


def test_dots_become_a_picture_with_black_ink() -> None:
    bits = np.zeros((3, 9), dtype=np.bool_)
    bits[2, 8] = True
    image = raster.to_image(bits)
    assert (image.width(), image.height()) == (9, 3)
    assert image.pixelColor(8, 2).black() == 255
    assert image.pixelColor(0, 0).black() == 0


def test_pasting_over_the_edge_cuts_and_does_not_wrap() -> None:
    canvas = np.zeros((4, 4), dtype=np.bool_)
    raster.paste(canvas, np.ones((3, 3), dtype=np.bool_), -2, 2)
    assert np.argwhere(canvas).tolist() == [[2, 0], [3, 0]]
