"""What the program has to say unasked: toasts, errors in words, banners, crash reports."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.errors import ShipDeskError
from shipdesk.ui.theme import Face, Tone, font
from shipdesk.ui.widgets.banner import BannerText, BannerView
from shipdesk.ui.widgets.buttons import KeyHintButton, LinkButton
from shipdesk.ui.widgets.notice_card import NoticeCard
from shipdesk.ui.widgets.sheet import Sheet
from shipdesk.wording import phrase as say

TOAST_MS = 5000
_SIDEBAR = 208
_ABOVE_FOOTER = 104
"""Above the highest footer of a page, in which its main button stands."""
_EDGE = 16
_LEAST_ROOM = 260
_MOST_CARDS = 3
_ERROR_WIDTH = 420
_LONGER = frozenset({Tone.AMBER, Tone.RED, Tone.VIOLET})
"""What asks for thought stays twice as long."""


class Notifier(Protocol):
    """What a presenter may ask of the notices."""

    def toast(
        self,
        text: str,
        *,
        tone: Tone = Tone.GREEN,
        undo: Callable[[], object] | None = None,
        subject: str = "",
    ) -> None:
        """Say something in passing, perhaps with a way back.

        It takes the place of what was said of the same `subject` before.
        """
        ...

    def show_error(self, error: ShipDeskError) -> None:
        """Say what happened, why and what to do; stays until it is closed."""
        ...

    def show_crash(self, name: str, error: BaseException) -> None:
        """Say that it was our fault, with a report to copy."""
        ...


class BannerArea(QWidget):
    """The banners under the top bar, one per key."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Banners"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._shown: dict[str, tuple[BannerText, BannerView]] = {}
        self._hidden: dict[str, BannerText] = {}
        self.hide()

    def set_banner(self, key: str, text: BannerText, actions: Sequence[QAction] = ()) -> None:
        """Show a banner; the same text again changes nothing, and one hidden by hand stays so."""
        kept = self._shown.get(key)
        if (kept is not None and kept[0] == text) or self._hidden.get(key) == text:
            return
        self.clear_banner(key)
        view = BannerView(text, actions)
        view.dismissed.connect(lambda: self._hide(key))
        self._shown[key] = (text, view)
        self._column.addWidget(view)
        self.show()

    def retitle_banner(self, key: str, title: str) -> None:
        """Say something else in the title of a banner that stands, as a countdown does."""
        kept = self._shown.get(key)
        if kept is not None:
            kept[1].set_title(title)

    def clear_banner(self, key: str) -> None:
        """Take a banner away; its cause is gone."""
        self._hidden.pop(key, None)
        kept = self._shown.pop(key, None)
        if kept is not None:
            self._column.removeWidget(kept[1])
            kept[1].hide()
            kept[1].deleteLater()
        self.setVisible(bool(self._shown))

    def keys(self) -> list[str]:
        """Return the keys of the banners in sight."""
        return list(self._shown)

    def _hide(self, key: str) -> None:
        text = self._shown[key][0]
        self.clear_banner(key)
        self._hidden[key] = text


class Notices(QObject):
    """Speaks at the foot of `host`; whatever matters also stands in Activity."""

    def __init__(self, host: QWidget, *, toast_ms: int = TOAST_MS) -> None:
        super().__init__(host)
        self._host = host
        self._toast_ms = toast_ms
        self._cards: list[NoticeCard] = []
        self.banners = BannerArea()
        host.installEventFilter(self)
        # A sheet that opens takes the focus, and one that closes gives it back: half destroyed,
        # as it may be just then, it must not be looked at.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._place)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def toast(
        self,
        text: str,
        *,
        tone: Tone = Tone.GREEN,
        undo: Callable[[], object] | None = None,
        subject: str = "",
    ) -> None:
        """Say something in passing; `undo` becomes a button. The same words are not said twice."""
        for kept in tuple(self._cards):
            same = kept.accessibleName() == text or (subject and kept.subject == subject)
            if same and kept.is_passing():
                self._drop(kept)
        card = NoticeCard(text, "", tone)
        card.subject = subject
        if undo is not None:
            link = LinkButton(say("Undo"), face=Face.MEDIUM)
            link.clicked.connect(lambda: self._drop(card))
            link.clicked.connect(lambda _on=False, wanted=undo: wanted())
            card.add_button(link)
        self._put(card)
        longer = undo is not None or tone in _LONGER
        card.pass_after(self._toast_ms * (2 if longer else 1))

    def show_error(self, error: ShipDeskError) -> None:
        """Say what happened, why and what to do; stays until it is closed."""
        words = "\n".join(part for part in (error.detail, error.hint) if part)
        if any(card.accessibleName() == error.title for card in self._cards):
            return
        self._put(NoticeCard(error.title, words, Tone.RED, width=_ERROR_WIDTH))

    def show_crash(self, name: str, error: BaseException) -> None:
        """Say that it was our fault, with a report to copy."""
        report = "".join(traceback.format_exception(error))
        title = say("A fault in ShipDesk")
        if any(card.accessibleName() == title for card in self._cards):
            return
        card = NoticeCard(
            title,
            say("It was noted. Your orders and what was bought are safe."),
            Tone.RED,
            width=_ERROR_WIDTH,
        )
        link = LinkButton(say("Show report"))
        link.clicked.connect(lambda: self.show_report(f"{name}\n\n{report}"))
        card.words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self._put(card)

    def show_report(self, report: str) -> None:
        """Open a sheet with a text that can be read and copied."""
        sheet = Sheet(self._host, say("Report"), say("Nothing of it has left this computer."),
                      width=720, scroll=False)  # fmt: skip
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setFont(font(Face.MONO))
        text.setAccessibleName(say("Report text"))
        sheet.body.addWidget(text)
        copy = KeyHintButton(say("Copy"), icon="copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        sheet.footer.addStretch(1)
        sheet.footer.addWidget(copy)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    def set_banner(self, key: str, text: BannerText, actions: Sequence[QAction] = ()) -> None:
        """Show a banner under the top bar, one per key (an account, the network, a disk)."""
        self.banners.set_banner(key, text, actions)

    def retitle_banner(self, key: str, title: str) -> None:
        """Count down in the title of a banner; its buttons keep the focus."""
        self.banners.retitle_banner(key, title)

    def clear_banner(self, key: str) -> None:
        """Take a banner away."""
        self.banners.clear_banner(key)

    def clear_passing(self) -> None:
        """Take toasts away that are of the page before; those that can be undone stay."""
        for card in list(self._cards):
            if card.is_passing() and not card.has_button():
                self._drop(card)

    def shown(self) -> list[str]:
        """Return the titles of the cards in sight, oldest first."""
        return [card.accessibleName() for card in self._cards]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in the middle above the footer."""
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _put(self, card: NoticeCard) -> None:
        card.setParent(self._host)
        card.closed.connect(lambda: self._drop(card))
        self._cards.append(card)
        while len(self._cards) > _MOST_CARDS:
            self._drop(self._cards[0])
        card.show()
        self._place()

    def _drop(self, card: NoticeCard) -> None:
        if card in self._cards:
            self._cards.remove(card)
            card.hide()
            card.deleteLater()
            self._place()

    def _on_focus(self) -> None:
        if self._cards:
            self._later.start()

    def _room(self) -> QRect:
        """Return where cards may stand: beside the sidebar, above footers, clear of a sheet."""
        left = min(_SIDEBAR, self._host.width() // 4)
        room = self._host.rect().adjusted(left, 0, 0, -_ABOVE_FOOTER)
        sheet = next((one for one in self._host.findChildren(Sheet) if one.isVisible()), None)
        if sheet is None:
            return room
        left_over = sheet.leaves(self._host)
        beside = room.intersected(left_over)
        return beside if beside.width() > _LEAST_ROOM else left_over

    def _place(self) -> None:
        """Stack the cards in the middle of their room, the newest lowest."""
        room = self._room()
        bottom = room.bottom() + 1
        for card in reversed(self._cards):
            size = card.size_within(room.width() - 2 * _EDGE)
            card.resize(size)
            card.move(room.left() + (room.width() - size.width()) // 2, bottom - size.height())
            card.raise_()
            bottom -= size.height() + 8
