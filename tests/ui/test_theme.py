"""Light and dark can be read, and a person's choice wins over the system's."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from shipdesk.ui import icons
from shipdesk.ui.theme import Face, Scheme, Theme, Tone, contrast, font, tokens
from shipdesk.ui.tokens import DARK, LIGHT, Tokens

BOTH = pytest.mark.parametrize("shown", [LIGHT, DARK], ids=["light", "dark"])


@BOTH
def test_text_can_be_read_on_every_ground(shown: Tokens) -> None:
    for ground in (shown.window, shown.surface, shown.sunk, shown.hover, shown.selected):
        for ink in (shown.text, shown.muted, shown.accent):
            assert contrast(ink, ground) >= 4.5, (ink.name(), ground.name())
    assert contrast(shown.on_primary, shown.primary) >= 4.5
    assert contrast(shown.demo_text, shown.demo) >= 4.5


@BOTH
@pytest.mark.parametrize("tone", list(Tone))
def test_status_can_be_read_on_its_tint_and_on_lists(shown: Tokens, tone: Tone) -> None:
    colours = shown.tone(tone)
    for ground in (colours.tint, shown.surface, shown.sunk, shown.selected):
        assert contrast(colours.text, ground) >= 4.5, (tone, ground.name())


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast(LIGHT.on_primary, LIGHT.on_primary) == pytest.approx(1.0)
    black = LIGHT.text.__class__("#000000")
    assert contrast(black, LIGHT.surface) == pytest.approx(21.0)


def test_choice_changes_palette_style_and_tells(theme: Theme, qapp: QApplication) -> None:
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.is_dark))
    theme.use(Scheme.DARK)
    assert told == [True]
    assert tokens() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == DARK.window
    assert DARK.surface.name() in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()
    theme.use(Scheme.DARK)
    assert told == [True]
    assert theme.toggle() is Scheme.LIGHT
    assert tokens() is LIGHT


def test_system_scheme_is_followed_until_a_person_chooses(theme: Theme, qapp: QApplication) -> None:
    theme.use(Scheme.DARK)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.is_dark
    theme.use(Scheme.SYSTEM)
    assert theme.is_dark == (qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark)


def test_faces_have_pixel_sizes_and_tabular_figures(theme: Theme) -> None:
    assert not theme.is_dark
    body = font(Face.BODY)
    assert body.pixelSize() > 0
    assert QFont.Tag("tnum") in body.featureTags()
    assert font(Face.STATE).pixelSize() > font(Face.TITLE).pixelSize() > body.pixelSize()


def test_wide_typeface_is_set_a_pixel_smaller(theme: Theme) -> None:
    theme.use_family("DejaVu Sans")
    assert font(Face.BODY).pixelSize() == 12


def test_every_icon_draws_something_in_its_colour_at_every_scale(theme: Theme) -> None:
    assert not theme.is_dark
    assert {"orders", "locker", "truck", "printer", "question"} <= icons.names()
    for name in icons.names():
        for ratio in (1.0, 1.5, 2.0):
            image = QImage(round(16 * ratio), round(16 * ratio), QImage.Format.Format_ARGB32)
            image.setDevicePixelRatio(ratio)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            icons.draw_icon(painter, QRectF(0, 0, 16, 16), name, LIGHT.accent)
            painter.end()
            inked = [
                image.pixelColor(x, y)
                for x in range(image.width())
                for y in range(image.height())
                if image.pixelColor(x, y).alpha() > 120
            ]
            assert inked, name
            assert all(abs(one.blue() - LIGHT.accent.blue()) < 24 for one in inked), name
