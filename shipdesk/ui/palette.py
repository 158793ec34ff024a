"""Ctrl+K: one box that finds actions, orders, parcels and customers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import LEFT, cap_width, draw_cap, elide, rounded
from shipdesk.ui.shortcuts import (
    Actions,
    counted,
    icon_name,
    key_hint,
    plain_text,
    why_not,
)
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face, font, text_width, tokens
from shipdesk.ui.widgets.search import SearchField
from shipdesk.wording import phrase as say

_ROW = 32
_MOST_FOUND = 8
_MOST_ACTIONS = 6
_ALLOWED_WITHIN = 2.0
"""Seconds in which an action is allowed again for what is in hand again after a search."""
_ASKED = (Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.MouseFocusReason)
_RETURNED = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


@dataclass(frozen=True, slots=True)
class Found:
    """One match of the search: `kind` and `key` say what to open."""

    kind: str
    key: str
    title: str
    detail: str = ""
    icon: str = "orders"


Find = Callable[[str], Awaitable[Sequence[Found]]]


class Before(Protocol):
    """What was in hand before something was typed."""

    def note(self) -> None:
        """Note what is in hand now."""
        ...

    async def back(self, *, chosen: bool) -> str:
        """Wait until it is in hand again; return why it is not, "" where it is."""
        ...


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the list: a match, an action, or a heading when it has neither."""

    title: str
    detail: str = ""
    icon: str = ""
    hint: str = ""
    found: Found | None = None
    action: QAction | None = None

    @property
    def is_heading(self) -> bool:
        return self.found is None and self.action is None


class _Matches(QWidget):
    """The list below the box, painted."""

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[_Entry] = []
        self.current = -1
        self.setAccessibleName(say("Matches"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.hide()

    def show_entries(self, entries: list[_Entry], width: int) -> None:
        """Show these, the first one that can be taken marked."""
        self.entries = entries
        self.current = next((at for at, one in enumerate(entries) if not one.is_heading), -1)
        self.setAccessibleDescription("; ".join(one.title for one in entries))
        self.resize(QSize(width, _ROW * len(entries) + 10))
        self.setVisible(bool(entries))
        self.raise_()
        self.update()

    def step(self, by: int) -> None:
        """Move the mark, past headings."""
        takeable = [at for at, one in enumerate(self.entries) if not one.is_heading]
        if takeable:
            at = takeable.index(self.current) if self.current in takeable else -1
            self.current = takeable[(at + by) % len(takeable)]
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the list."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rounded(painter, QRectF(self.rect()), 8, shown.surface, shown.border)
        for at, entry in enumerate(self.entries):
            box = QRectF(5, 5 + at * _ROW, self.width() - 10, _ROW)
            middle = box.center().y()
            if entry.is_heading:
                painter.setFont(font(Face.LABEL))
                painter.setPen(shown.muted)
                painter.drawText(box.adjusted(9, 3, -8, 0), LEFT, entry.title)
                continue
            if at == self.current:
                rounded(painter, box, 6, shown.selected)
            if entry.icon:
                mark = QRectF(box.left() + 9, round(middle - 8), 16, 16)
                draw_icon(painter, mark, entry.icon, shown.muted)
            right = box.right() - 10
            if entry.hint:
                right -= cap_width(entry.hint)
                draw_cap(painter, right, middle, entry.hint)
                right -= 8
            left = box.left() + 35
            title = elide(entry.title, Face.MEDIUM, right - left)
            painter.setFont(font(Face.MEDIUM))
            painter.setPen(shown.text)
            painter.drawText(QRectF(left, box.top(), right - left, _ROW), LEFT, title)
            left += text_width(title, Face.MEDIUM) + 10
            if entry.detail and right - left > 40:  # noqa: PLR2004 - less says nothing
                painter.setFont(font(Face.SECONDARY))
                painter.setPen(shown.muted)
                words = elide(entry.detail, Face.SECONDARY, right - left)
                painter.drawText(QRectF(left, box.top(), right - left, _ROW), LEFT, words)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Mark what is under the mouse."""
        at = int((event.position().y() - 5) // _ROW)
        if 0 <= at < len(self.entries) and not self.entries[at].is_heading and at != self.current:
            self.current = at
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take what is under the mouse."""
        at = int((event.position().y() - 5) // _ROW)
        if 0 <= at < len(self.entries) and not self.entries[at].is_heading:
            self.picked.emit(at)


class CommandPalette(QObject):
    """Binds the search box to actions and to an async search.

    What is typed narrows the list beneath, too. An action is for what was chosen and in hand before
    that, so that it waits until the list is whole again.
    """

    chosen = Signal(object)
    """A match that is to be opened."""
    refused = Signal(str)
    """The sentence that says why the action that was taken could not be done."""

    def __init__(
        self,
        host: QWidget,
        search: SearchField,
        actions: Actions,
        scope: TaskScope,
        find: Find,
        beneath: Before,
    ) -> None:
        """`host` is the window's central widget; `find` looks up orders, parcels, customers.

        `beneath` is what the list beneath the box had in hand.
        """
        super().__init__(host)
        self._host = host
        self._search = search
        self._actions = actions
        self._scope = scope
        self._find, self._beneath = find, beneath
        self._before: QWidget | None = None
        self._begun = False
        self._text = self._text_before = ""
        self._offered: list[QAction] = []
        self.matches = _Matches(host)
        self.matches.picked.connect(self._take)
        search.searched.connect(self._on_searched)
        search.submitted.connect(self._on_submitted)
        search.stepped.connect(self.matches.step)
        search.left.connect(self._close)
        search.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Open when a person came here by key or mouse, close when they leave."""
        if watched is self._search:
            if isinstance(event, QFocusEvent) and event.gotFocus():
                if event.reason() not in _RETURNED:
                    self._begin(self._search.text())
                if event.reason() in _ASKED:
                    self._on_searched(self._search.text())
            if event.type() == QEvent.Type.FocusOut:
                self.matches.hide()
        return False

    def titles(self) -> list[str]:
        """Return what is listed, without headings."""
        return [one.title for one in self.matches.entries if not one.is_heading]

    def _begin(self, text: str) -> None:
        """Note what can be done, and with what: what is typed may empty the list."""
        self._begun, self._text_before = True, text
        self._offered = self._actions.available()
        self._beneath.note()

    def _on_searched(self, text: str) -> None:
        if not self._begun:
            self._begin("")
        if not text.strip():
            self._text_before = ""
        self._text = text.strip()
        self._show([], text)
        if text.strip():
            self._scope.start(self._look_up, text, key="palette", replace=True)
        else:
            self._scope.cancel("palette")

    async def _look_up(self, text: str) -> None:
        found = await self._find(text.strip())
        if self._search.text() == text and self._search.hasFocus():
            self._show(found, text)

    async def _open_first(self, text: str) -> None:
        found = await self._find(text.strip())
        if found:
            self._open(found[0])

    def _on_submitted(self, text: str) -> None:
        if self.matches.isVisible() and self.matches.current >= 0:
            self._take(self.matches.current)
        elif text.strip():
            self._scope.start(self._open_first, text, key="palette", replace=True)

    def _show(self, found: Sequence[Found], text: str) -> None:
        entries: list[_Entry] = []
        if found:
            entries.append(_Entry(say("Orders and parcels")))
            entries.extend(
                _Entry(one.title, one.detail, one.icon, found=one) for one in found[:_MOST_FOUND]
            )
        actions = self._matching_actions(text)
        if actions:
            entries.append(_Entry(say("Actions")))
            entries.extend(
                _Entry(
                    plain_text(one),
                    self._of_how_many(one),
                    icon_name(one) or "bolt",
                    key_hint(one),
                    action=one,
                )
                for one in actions
            )
        below = self._search.mapTo(self._host, QPoint(0, self._search.height() + 4))
        self.matches.move(below)
        self.matches.show_entries(entries, max(self._search.width(), 420))

    def _of_how_many(self, action: QAction) -> str:
        """Return under which heading an action stands, and for how many chosen rows it is."""
        group, count = self._actions.group_of(action), counted(action)
        return say("{group} · {n} selected", group=group, n=count) if count else group

    def _matching_actions(self, text: str) -> list[QAction]:
        words = text.casefold().split()

        def fits(action: QAction) -> bool:
            whole = f"{plain_text(action)} {self._actions.group_of(action)}".casefold()
            return all(word in whole for word in words)

        known = dict.fromkeys((*self._offered, *self._actions.available()))
        fitting = [one for one in known if one.objectName() != "find" and fits(one)]
        first = [
            one for one in fitting if words and plain_text(one).casefold().startswith(words[0])
        ]
        return (first + [one for one in fitting if one not in first])[:_MOST_ACTIONS]

    def _take(self, at: int) -> None:
        entry, searched = self.matches.entries[at], bool(self._text)
        window = self._host.window()
        if entry.action is not None:
            self._close(self._text_before)
            if searched and window not in entry.action.associatedObjects():
                self._scope.start(self._run, entry.action, key="palette.action", replace=True)
            else:
                entry.action.trigger()
        elif entry.found is not None:
            self._open(entry.found)

    async def _run(self, action: QAction) -> None:
        """Do it once that is in hand again that was so before it was searched, or say why not."""
        if gone := await self._beneath.back(chosen=counted(action) > 0):
            self.refused.emit(gone)
            return
        changed = asyncio.Event()
        action.changed.connect(changed.set)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_ALLOWED_WITHIN):
                    while not action.isEnabled():
                        changed.clear()
                        await changed.wait()
        finally:
            action.changed.disconnect(changed.set)
        if action.isEnabled():
            action.trigger()
            return
        sentence = say("{action}: not possible now.", action=plain_text(action))
        self.refused.emit(why_not(action) or sentence)

    def _open(self, found: Found) -> None:
        self._close()
        self.chosen.emit(found)

    def _close(self, text: str = "") -> None:
        self._begun, self._text = False, ""
        self._search.setText(text)
        self.matches.hide()
        if not self._search.hasFocus():
            return
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._search.clearFocus()

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        """Remember where to go back to."""
        if now is self._search and old is not None:
            self._before = old
