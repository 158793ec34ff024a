"""A field says its problem in words and offers a fix; choices are exclusive."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shipdesk.ui.theme import Scheme, Theme, Tone, tokens
from shipdesk.ui.widgets import (
    FactList,
    FormField,
    IconBox,
    LinkButton,
    SecretEdit,
    Segmented,
    StageTabs,
    Tab,
    Text,
)

pytestmark = pytest.mark.usefixtures("theme")


def test_problem_is_said_and_its_fix_taken_only_by_a_click(qtbot: QtBot) -> None:
    field = FormField("City")
    qtbot.addWidget(field)
    field.show()
    taken: list[str] = []
    field.suggestion_taken.connect(taken.append)
    field.set_text("Łódź")
    field.set_problem("The label cannot take these letters.", "Lodz")
    assert field.problem() == "The label cannot take these letters."
    assert field.editor.accessibleDescription() == field.problem()
    assert field.text() == "Łódź"
    QTest.mouseClick(field.findChildren(LinkButton)[0], Qt.MouseButton.LeftButton)
    assert taken == ["Lodz"]
    assert field.text() == "Lodz"
    field.set_problem()
    assert field.problem() == ""


@pytest.mark.parametrize("editor", [QPlainTextEdit, QComboBox])
def test_any_editor_reads_and_fills_alike(qtbot: QtBot, editor: type) -> None:
    made = editor()
    if isinstance(made, QComboBox):
        made.addItems(["Poland", "India"])
    field = FormField("Country", made)
    qtbot.addWidget(field)
    field.set_text("India")
    assert field.text() == "India"
    assert made.accessibleName() == "Country"


def test_server_text_is_never_markup(qtbot: QtBot) -> None:
    label = Text("<b>x</b>")
    facts = FactList([("Name", "<img src=x>")])
    qtbot.addWidget(label)
    qtbot.addWidget(facts)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert facts.value("Name") == "<img src=x>"
    assert all(one.textFormat() == Qt.TextFormat.PlainText for one in facts.findChildren(Text))


def test_a_value_that_nothing_can_break_stands_below_its_label(qtbot: QtBot) -> None:
    number = "00000000-0000-4000-8000-000000000001"
    beside = FactList([("Preset", number)])
    below = FactList([("Preset", number), ("Town", "Kraków")], stack_above=184)
    qtbot.addWidget(beside)
    qtbot.addWidget(below)
    assert below.minimumSizeHint().width() < beside.minimumSizeHint().width()
    below.set_facts([("Preset", "Small"), ("Town", "Kraków")])
    assert below.value("Preset") == "Small"
    assert below.minimumSizeHint().width() < 184


def test_segments_are_exclusive_and_speak_once(qtbot: QtBot) -> None:
    sizes = Segmented([("A", "A"), ("B", "B"), ("C", "C")], name="Size")
    qtbot.addWidget(sizes)
    sizes.show()
    chosen: list[str] = []
    sizes.chosen.connect(chosen.append)
    assert sizes.choice() == "A"
    buttons = sizes._buttons
    QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    QTest.keyClick(buttons[2], Qt.Key.Key_Left)
    assert chosen == ["C", "B"]
    assert sizes.choice() == "B"
    sizes.choose("A")
    assert chosen == ["C", "B"]
    assert [one.isChecked() for one in buttons] == [True, False, False]


def test_stage_in_force_stays_in_sight_however_narrow(qtbot: QtBot, theme: Theme) -> None:
    assert not theme.is_dark
    tabs = StageTabs(name="Stages")
    host = QWidget()
    QVBoxLayout(host).addWidget(tabs)
    qtbot.addWidget(host)
    stages = ["New", "Ready", "Problem", "On hold", "Labelled", "Handed over", "Done", "Cancelled"]
    tabs.set_tabs([Tab(name, name, 12, Tone.RED if name == "Problem" else None) for name in stages])
    tabs.choose("Cancelled")
    host.resize(1000, 80)
    host.show()
    assert all(one.isVisible() for one in tabs._buttons)
    host.resize(320, 80)
    host.grab()
    seen = [one.key for one in tabs._buttons if one.isVisible()]
    assert "Cancelled" in seen
    assert len(seen) < len(stages)
    assert tabs._more.isVisible()
    rights = [one.geometry().right() for one in tabs._buttons if one.isVisible()]
    assert max(rights) < tabs._more.geometry().left()


def test_counts_change_without_losing_the_choice(qtbot: QtBot) -> None:
    tabs = StageTabs(name="Stages")
    qtbot.addWidget(tabs)
    tabs.set_tabs([Tab("new", "New", 4), Tab("ready", "Ready", 52)])
    tabs.choose("ready")
    first = tabs._buttons[1]
    tabs.set_tabs([Tab("new", "New", 5), Tab("ready", "Ready", 51)])
    assert tabs._buttons[1] is first
    assert tabs.choice() == "ready"
    assert first.accessibleDescription() == "Ready 51"


def _ink(drawn: QIcon) -> set[str]:
    image = drawn.pixmap(16, 16).toImage()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    opaque = [(x, y) for x, y in points if image.pixelColor(x, y).alpha() == 255]
    return {image.pixelColor(x, y).name() for x, y in opaque}


def test_icons_in_fields_follow_the_theme(qtbot: QtBot, theme: Theme) -> None:
    printers, secret = IconBox(), SecretEdit(name="API token")
    for one in (printers, secret):
        qtbot.addWidget(one)
        one.show()
    printers.add("note", "PDF file", "pdf")
    printers.add("alert", "Zebra (not seen now)", "zebra", at=0)
    assert printers.itemData(0) == "zebra"
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        theme.use(scheme)
        muted = tokens().muted.name()
        eye = secret.actions()[0].icon()
        assert muted in _ink(eye)
        assert muted in _ink(printers.itemIcon(0))
        assert muted in _ink(printers.itemIcon(1))


def test_secret_is_hidden_until_its_eye_is_pressed() -> None:
    secret = SecretEdit(name="API token")
    assert secret.echoMode() is SecretEdit.EchoMode.Password
    secret.actions()[0].trigger()
    assert secret.echoMode() is SecretEdit.EchoMode.Normal
