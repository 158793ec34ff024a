"""A bar-code scanner that types: its bursts go to the search box, wherever the focus is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from shipdesk.ui.shortcuts import Actions

BURST_GAP = 0.030
"""Keys closer than this come from a scanner, not from fingers."""
DESK_GAP = 0.100
"""Where no text is typed, keys closer than this are held together: digits act after the silence."""
BURST_KEYS = 4
"""A run this long is a scan; a shorter one is handed on to where it was typed."""
LATE_ENTER = 0.250
"""A scanner's Enter may come this late after a burst; it must not buy anything."""

_WATCHED = (
    QEvent.Type.KeyPress,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.KeyRelease,
    QEvent.Type.MouseButtonPress,
)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELD_BACK = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


@dataclass(frozen=True, slots=True)
class _Key:
    """One held key, with what is needed to hand it on later."""

    key: int
    modifiers: Qt.KeyboardModifier
    text: str


def types_text(widget: QWidget | None) -> bool:
    """Tell whether typed letters are text where the focus is."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QAbstractSpinBox)


class ScannerFilter(QObject):
    """Holds typed keys for a moment, then tells a scan from typing.

    A run of at least four characters, each within 30 ms of the one before (100 ms where no text is
    typed), is a scan: `scanned` carries it and nothing else sees it, nor the Enter after it. Any
    other run is handed on, in order, to where it was typed, shortcuts included. What is typed into
    an open question stays there.
    """

    scanned = Signal(str)

    def __init__(
        self,
        app: QApplication,
        actions: Actions,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        armed: bool = True,
    ) -> None:
        """Watch the keys of the whole application until `disarm`."""
        super().__init__(app)
        self._app = app
        self._actions = actions
        self._monotonic = monotonic
        self._held: list[_Key] = []
        self._last = 0.0
        self._burst_ended = -1.0
        self._target: QWidget | None = None
        self._replaying = False
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setTimerType(Qt.TimerType.PreciseTimer)
        self._silence.timeout.connect(self.on_silence)
        if armed:
            self.arm()

    def arm(self) -> None:
        """Watch from now on; every event of the program passes through here meanwhile."""
        self._app.installEventFilter(self)

    def disarm(self) -> None:
        """Watch no longer; what is held goes where it was typed."""
        self._app.removeEventFilter(self)
        self.on_silence()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hold printable keys back; let everything else pass."""
        kind = event.type()
        if kind not in _WATCHED or self._replaying or not isinstance(watched, QWidget):
            return False
        if kind == QEvent.Type.MouseButtonPress:
            self.on_silence()
            return False
        key = cast("QKeyEvent", event)
        if self._answers(watched) or not self._is_ours(key):
            if self._held and kind != QEvent.Type.KeyRelease and key.key() not in _MODIFIERS:
                self.on_silence()  # 2, then F9 at once: the choice comes before the purchase
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if kind == QEvent.Type.KeyRelease:
            return bool(self._held)
        return self._on_key(key, watched)

    def on_silence(self) -> None:
        """Decide about what is held; the timer calls it, and tests may."""
        self._silence.stop()
        held, self._held = self._held, []
        target, self._target = self._target, None
        if not held:
            return
        if len(held) >= BURST_KEYS:
            self._burst_ended = self._monotonic()
            self.scanned.emit("".join(key.text for key in held))
        elif target is not None:
            self._hand_on(held, target)

    def _answers(self, watched: QWidget) -> bool:
        """Tell whether a key goes into the text of an open question, or its completions."""
        typing = types_text(watched) or types_text(self._app.focusWidget())
        return typing and self._app.activeModalWidget() is not None

    def _is_ours(self, key: QKeyEvent) -> bool:
        if key.isAutoRepeat() or key.modifiers() & _HELD_BACK:
            return False
        if key.key() in _ENTER:
            late = self._monotonic() - self._burst_ended < LATE_ENTER
            return bool(self._held) or late
        text = key.text()
        return bool(text) and text.isprintable() and (text != " " or bool(self._held))

    def _on_key(self, key: QKeyEvent, watched: QWidget) -> bool:
        # When it was pressed: a window that was busy gets keys of different moments at one go.
        now = key.timestamp() / 1000 or self._monotonic()
        if key.key() in _ENTER:
            return self._on_enter(self._monotonic())
        gap = BURST_GAP if types_text(watched) else DESK_GAP
        if self._held and (now - self._last > gap or watched is not self._target):
            self.on_silence()
        self._held.append(_Key(key.key(), key.modifiers(), key.text()))
        self._target = watched
        self._last = now
        self._silence.start(round(gap * 1000) + 2)
        return True

    def _on_enter(self, now: float) -> bool:
        if not self._held:
            return now - self._burst_ended < LATE_ENTER
        is_scan = len(self._held) >= BURST_KEYS
        self.on_silence()
        return is_scan

    def _hand_on(self, held: list[_Key], target: QWidget) -> None:
        self._replaying = True
        try:
            for key in held:
                action = self._actions.for_keys(_sequence(key))
                if action is not None and not _wants_keys(target, key):
                    action.trigger()
                    continue
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, key.key, key.modifiers, key.text)
                    QApplication.sendEvent(target, event)
        finally:
            self._replaying = False


def _sequence(key: _Key) -> QKeySequence:
    """Return the key as actions name it: with a letter Shift counts, of "?" it is a part."""
    shift = key.modifiers & Qt.KeyboardModifier.ShiftModifier
    if shift and key.text.isalpha():
        return QKeySequence(QKeyCombination(shift, Qt.Key(key.key)))
    return QKeySequence(key.key)


def _wants_keys(target: QWidget, key: _Key) -> bool:
    """Tell whether a key is for the focus and what stands around it, such as an open sheet."""
    if types_text(target):
        return True
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key.key, key.modifiers, key.text)
    event.ignore()
    QApplication.sendEvent(target, event)
    return event.isAccepted()
