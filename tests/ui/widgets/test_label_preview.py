"""A label is shown in millimetres, at its true size or fitted."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from shipdesk.ui.theme import Theme
from shipdesk.ui.widgets import LabelPreview, Mode


@pytest.fixture
def preview(qtbot: QtBot, theme: Theme) -> LabelPreview:
    assert not theme.is_dark
    made = LabelPreview()
    qtbot.addWidget(made)
    image = QImage(1050, 1480, QImage.Format.Format_Grayscale8)
    image.fill(0)
    made.show_label(image, (105, 148), (100, 150))
    return made


def black(preview: LabelPreview) -> tuple[int, int]:
    """Return width and height of the black of the label on the screen."""
    shot = preview.grab().toImage()
    across = [x for x in range(shot.width()) if shot.pixelColor(x, shot.height() // 2).value() < 9]
    down = [y for y in range(shot.height()) if shot.pixelColor(shot.width() // 2, y).value() < 9]
    return max(across) - min(across) + 1, max(down) - min(down) + 1


def test_fitted_label_keeps_its_proportions_and_its_room(preview: LabelPreview) -> None:
    preview.resize(400, 560)
    width, height = black(preview)
    assert width / height == pytest.approx(105 / 148, rel=0.02)
    assert height > 440


def test_true_size_is_the_screen_s_millimetres(
    preview: LabelPreview,
) -> None:
    preview.set_mode(Mode.TRUE_SIZE)
    per_mm = preview.per_mm()
    preview.resize(preview.sizeHint())
    assert black(preview)[0] == pytest.approx(105 * per_mm, abs=2)


def test_label_that_cannot_be_shown_says_why(preview: LabelPreview) -> None:
    preview.show_words("The file is not a PDF.")
    preview.resize(300, 300)
    preview.grab()
    assert preview.accessibleDescription() == "The file is not a PDF."
