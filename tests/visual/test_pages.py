"""Every page and the main sheets can be reached, paint without a warning, and cut nothing."""

from __future__ import annotations

import pytest

from tests.visual.__main__ import SCALES, walk

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("scale", SCALES)
def test_every_page_shows_its_words_whole_at_every_width(scale: str) -> None:
    process = walk(scale)
    told, _ = process.communicate()
    assert process.returncode == 0, told
