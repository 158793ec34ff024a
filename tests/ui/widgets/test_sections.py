"""A part of the details is as high as its words, however often they wrap."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from shipdesk.ui.theme import Theme
from shipdesk.ui.widgets import DetailsPane, Section, Text

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

REASONS = (
    "It was bought elsewhere: cancel it where it was bought.\n"
    "It has no label yet, so that there is nothing to leave unused and nothing to correct."
)


@pytest.mark.parametrize("width", [198, 232, 420])
def test_no_line_of_a_wrapped_text_is_lost(qtbot: QtBot, theme: Theme, width: int) -> None:
    assert theme is not None
    pane = DetailsPane("Details")
    qtbot.addWidget(pane)
    section, words = Section("Not going as it is?"), Text(wrap=True)
    section.add(words)
    pane.add(section)
    pane.setFixedWidth(width)
    pane.resize(width, 500)
    pane.show()
    words.setText(REASONS)
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()), timeout=2000)
    assert section.height() < 300
