"""The list of all keys, read from the actions themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from shipdesk.ui.shortcuts import Actions, Listed
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets.cards import Card
from shipdesk.ui.widgets.marks import KeyCap
from shipdesk.ui.widgets.sheet import Sheet
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say

_NUMBER = re.compile(r"\d+$")


def show_shortcuts(host: QWidget, actions: Actions) -> Sheet:
    """Open the sheet and return it; it deletes itself when it is closed."""
    sheet = Sheet(host, say("Keyboard shortcuts"), width=460)
    for group, lines in groupby(actions.listed(), key=lambda line: line.group):
        card = Card(group or say("Everywhere"))
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for row, (text, keys) in enumerate(_told(lines)):
            grid.addWidget(Text(text, face=Face.BODY), row, 0)
            cap = KeyCap(keys.replace("+", " "))
            grid.addWidget(cap, row, 1, Qt.AlignmentFlag.AlignRight)
        card.add(grid)
        sheet.body.addWidget(card)
    sheet.body.addStretch(1)
    sheet.footer_bar.hide()
    sheet.closed.connect(sheet.deleteLater)
    sheet.open()
    return sheet


def _told(lines: Iterable[Listed]) -> list[tuple[str, str]]:
    """Return words and keys; numbered siblings are one line, a price is left out."""
    found: list[tuple[str, str]] = []
    for stem, some in groupby(lines, key=lambda line: _NUMBER.sub("", line.text)):
        members = list(some)
        first, last = members[0], members[-1]
        if len(members) > 1 and stem != first.text:
            found.append((f"{first.text}–{last.keys}", f"{first.keys} … {last.keys}"))
        else:
            found += [(line.text.partition(" · ")[0], line.keys) for line in members]
    return found
