"""A page as a picture for the screen."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from shipdesk.errors import PrintError
from shipdesk.printing import barcode
from shipdesk.printing.preview import preview
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker


def test_a_preview_shows_the_page_at_the_asked_resolution(keep: LabelFileMaker) -> None:
    shown = preview(str(keep(make.pdf(make.Drawn(), make.Drawn(size=make.A4)))), 1, 100)
    picture = Image.open(io.BytesIO(shown.png))
    assert picture.size == (827, 1169)
    assert (shown.page, shown.pages, shown.dpi) == (1, 2, 100)
    assert picture.convert("L").getpixel((0, 0)) == 255
    assert picture.convert("L").getextrema()[0] < 50


def test_a_preview_tells_where_the_ink_is(keep: LabelFileMaker) -> None:
    shown = preview(str(keep(make.pdf(make.Drawn(ink=(6, 9, 96, 140))))), 0, 200)
    assert shown.ink is not None
    assert (shown.ink.left, shown.ink.top) == pytest.approx((6, 9), abs=0.3)
    assert (shown.ink.right, shown.ink.bottom) == pytest.approx((96, 140), abs=0.3)


def test_a_page_that_is_not_there_shows_the_last_one(keep: LabelFileMaker) -> None:
    assert preview(str(keep(make.pdf())), 7, 72).page == 0


def test_a_printers_own_language_has_no_preview(keep: LabelFileMaker) -> None:
    with pytest.raises(PrintError) as caught:
        preview(str(keep(b"^XA^FO1,1^FDx^FS^XZ")), 0, 100)
    assert caught.value.key == "label_not_drawn"


def test_a_word_is_laid_over_the_page_and_its_bar_codes_stay_as_they_are(
    keep: LabelFileMaker,
) -> None:
    label = str(keep(make.pdf(make.Drawn())))
    plain, marked = (
        np.asarray(Image.open(io.BytesIO(preview(label, 0, 200, word).png)).convert("L"))
        for word in ("", "VOID")
    )
    changed = plain != marked
    assert 0.02 < changed.mean() < 0.5
    assert (marked[changed] < plain[changed]).all()
    codes = barcode.read_codes(marked.copy(), 200)
    assert make.LOCKER_NUMBER in {code.text for code in codes}
