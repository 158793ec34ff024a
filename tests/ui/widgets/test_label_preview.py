"""A label is shown in millimetres, at its true size or fitted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from shipdesk.domain.label import Box, Placement
from shipdesk.ui.theme import Scheme, Theme
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


CELLS = [Box(x, y, x + 105, y + 148.5) for y in (0, 148.5) for x in (0, 105)]


@pytest.fixture
def sheet(preview: LabelPreview) -> LabelPreview:
    """A black A6 page on an A4 sheet of four, on the third place."""
    image = QImage(1050, 1480, QImage.Format.Format_Grayscale8)
    image.fill(0)
    preview.show_label(image, (105, 148), (210, 297))
    preview.show_cells(CELLS, 2)
    preview.resize(500, 660)
    return preview


def colour_at(preview: LabelPreview, x_mm: float, y_mm: float) -> QColor:
    """Return what is painted at a place of the stock."""
    at = preview._on_screen(Box(x_mm, y_mm, x_mm, y_mm)).topLeft()
    return preview.grab().toImage().pixelColor(at.toPoint())


def test_sheet_shows_the_page_in_the_place_that_is_next(sheet: LabelPreview) -> None:
    dark = [colour_at(sheet, (c.left + c.right) / 2, c.top + 30).value() < 9 for c in CELLS]
    assert dark == [False, False, True, False]
    used, free = colour_at(sheet, 20, 30), colour_at(sheet, 190, 280)
    assert used != free
    assert free == QColor("white")


def test_page_lies_where_the_check_says_turned_and_moved(sheet: LabelPreview) -> None:
    ink = Box(106, 20, 206, 120)
    sheet.show_placed(Placement(210, 297, 60, 20, 90, 0.5, ink))
    inside = colour_at(sheet, 60 + 148 * 0.5 - 2, 20 + 105 * 0.5 - 2)
    below = colour_at(sheet, 62, 20 + 105 * 0.5 + 4)
    assert (inside.value(), below.value() > 200) == (0, True)


def test_click_on_another_place_chooses_it(sheet: LabelPreview) -> None:
    chosen: list[int] = []
    sheet.place_chosen.connect(chosen.append)
    for cell in (CELLS[2], CELLS[1]):
        middle: QPointF = sheet._on_screen(cell).center()
        at = QPoint(round(middle.x()), round(middle.y()))
        QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=at)
    assert chosen == [1], "the place in force is no choice"


def test_paper_stays_light_in_the_dark(sheet: LabelPreview, theme: Theme) -> None:
    theme.use(Scheme.DARK)
    assert colour_at(sheet, 190, 280) == QColor("white")
