"""The word over a demo's label."""

from __future__ import annotations

import numpy as np
import pytest

from shipdesk.domain.label import Box
from shipdesk.printing import watermark

BARS = Box(10, 35, 52, 53)


@pytest.mark.parametrize("word", ["DEMO", "SANDBOX", "TEST", "VOID"])
def test_every_word_we_use_can_be_drawn_and_stays_off_the_bar_codes(word: str) -> None:
    boxes = watermark.stamps(word, 100, 150, [BARS])
    assert boxes
    quiet = BARS.grown(watermark.CLEAR_MM - 0.01)
    assert not any(box.meets(quiet) for box in boxes)
    assert all(box.left >= 0 and box.right <= 100 and box.bottom <= 150 for box in boxes)


def test_a_label_full_of_bar_codes_gets_smaller_letters() -> None:
    codes = [Box(2, top, 98, top + 20) for top in range(2, 140, 36)]
    assert watermark.stamps("DEMO", 100, 150, codes)


def test_the_drawn_word_is_pale() -> None:
    canvas = np.zeros((1199, 799), dtype=np.bool_)
    boxes = watermark.stamps("DEMO", 100, 150, [])
    watermark.draw(canvas, boxes, 203)
    area = sum(box.width * box.height for box in boxes) * (203 / 25.4) ** 2
    assert 0.05 < canvas.sum() / area < 0.2


def test_a_word_without_letters_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="Próba"):
        watermark.stamps("Próba", 100, 150, [])
