"""The offers for one order under one another: key, service, how soon and for how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from shipdesk.domain.quote import Quote
from shipdesk.ui import format as fmt
from shipdesk.ui.paint import LEFT, RIGHT, draw_badge, elide, focus_ring, rounded
from shipdesk.ui.theme import Face, Tone, font, text_width, tokens
from shipdesk.ui.widgets.buttons import EnterPresses
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_HEIGHT = 46
_CAP = 20.0
_TONES = {"cheapest": Tone.GREEN, "best": Tone.BLUE, "fastest": Tone.GREY}
_KEYS = 9


def badge_word(badge: str) -> str:
    """Return a badge of a quote in the person's language."""
    words = {"cheapest": say("cheapest"), "best": say("best"), "fastest": say("fastest")}
    return words.get(badge, badge)


def badges_of(quote: Quote) -> tuple[tuple[str, Tone], ...]:
    """Return the badges of a quote with their tones."""
    return tuple((badge_word(one), _TONES.get(one, Tone.GREY)) for one in quote.badges)


def price_of(quote: Quote) -> str:
    """Return what a quote costs; a contract's price is not known and never reads as nothing."""
    return say("by_contract") if quote.total is None else fmt.money(quote.total)


def days_of(quote: Quote) -> str:
    """Return how soon it is there; empty where the courier does not say."""
    if quote.days is None:
        return ""
    return say("next day") if quote.days == 1 else plural(quote.days, "{n} day", "{n} days")


def title_of(quote: Quote) -> str:
    """Return courier and service as one title, without saying a name twice."""
    if quote.service_title.startswith(quote.courier):
        return quote.service_title
    return f"{quote.courier} {quote.service_title}".strip()


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    detail: str
    price: str


class QuoteRow(EnterPresses):
    """One offer; clicking it, Space, Enter or its digit picks it."""

    def __init__(self, number: int, quote: Quote, locker: str) -> None:
        super().__init__()
        self.quote = quote
        self._number = str(number) if number <= _KEYS else ""
        where = (say("to {code}", code=locker) if locker else say("to a locker")) if (
            quote.to_locker
        ) else say("to the door")  # fmt: skip
        courier = quote.courier if not title_of(quote).startswith(quote.courier) else ""
        detail = " · ".join(part for part in (courier, days_of(quote), where, quote.remark) if part)
        self._words = _Words(title_of(quote), detail, price_of(quote))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        spoken = " ".join(part for part in (self._number, self._words.title) if part)
        self.setAccessibleName(f"{spoken}, {self._words.price}")
        badges = ", ".join(badge_word(one) for one in quote.badges)
        self.setAccessibleDescription(", ".join(part for part in (detail, badges) if part))
        self.setToolTip("")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the pane."""
        return QSize(300, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Key, some letters and the price."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground, bar, key, words, badges and price."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            painter.fillRect(rect, shown.selected)
            painter.fillRect(QRectF(0, 0, 2, rect.height()), shown.accent)
        elif self.underMouse():
            painter.fillRect(rect, shown.hover)
        middle = rect.center().y()
        cap = QRectF(16, round(middle - _CAP / 2), _CAP, _CAP)
        if self._number:
            rounded(painter, cap, 4, shown.primary if on else shown.surface,
                    None if on else shown.border)  # fmt: skip
            painter.setFont(font(Face.BADGE))
            painter.setPen(shown.on_primary if on else shown.muted)
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._number)
        left = 46.0
        contract = self.quote.total is None
        face = Face.SECONDARY if contract else Face.STRONG
        width = text_width(self._words.price, face)
        right = rect.width() - 16
        painter.setFont(font(face))
        painter.setPen(shown.muted if contract else shown.text)
        area = QRectF(right - width - 2, 0, width + 3, rect.height())
        painter.drawText(area, RIGHT, self._words.price)
        self._paint_words(painter, left, right - width - 12, middle, on=on)
        if self.hasFocus():
            focus_ring(painter, rect.adjusted(3, 2, -3, -2), 6)

    def _paint_words(
        self, painter: QPainter, left: float, right: float, middle: float, *, on: bool
    ) -> None:
        shown = tokens()
        badges = badges_of(self.quote)
        room = right - left - sum(text_width(word, Face.BADGE) + 16 for word, _ in badges)
        words = elide(self._words.title, Face.MEDIUM, max(80.0, room))
        painter.setFont(font(Face.MEDIUM))
        painter.setPen(shown.text)
        painter.drawText(QRectF(left, middle - 18, right - left, 18), LEFT, words)
        at = left + text_width(words, Face.MEDIUM) + 6
        for word, tone in badges:
            at += draw_badge(painter, at, middle - 9, word, tone, selected=on) + 4
        painter.setFont(font(Face.SECONDARY))
        painter.setPen(shown.muted)
        detail = elide(self._words.detail, Face.SECONDARY, right - left)
        painter.drawText(QRectF(left, middle, right - left, 18), LEFT, detail)


class QuoteList(QWidget):
    """The offers of one order; `picked` carries a quote's key when a person picks one."""

    picked = Signal(str)

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._rows: list[QuoteRow] = []
        self._quotes: tuple[Quote, ...] = ()
        self._locker = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def count(self) -> int:
        """Return how many offers are shown."""
        return len(self._rows)

    def quotes(self) -> tuple[Quote, ...]:
        """Return the offers in the order shown."""
        return self._quotes

    def current(self) -> Quote | None:
        """Return the offer that is picked, None where there is none."""
        return next((row.quote for row in self._rows if row.isChecked()), None)

    def show_quotes(self, quotes: Sequence[Quote], chosen: str, locker: str) -> None:
        """Show these; the chosen one is picked, else the first. The same ones stay as they are."""
        if tuple(quotes) != self._quotes or locker != self._locker:
            self._rebuild(tuple(quotes), locker)
        self.pick(chosen if any(one.key == chosen for one in quotes) else "")

    def pick(self, key: str) -> None:
        """Mark an offer without telling anybody; "" marks the first."""
        wanted = next((row for row in self._rows if row.quote.key == key), None)
        wanted = wanted or (self._rows[0] if self._rows else None)
        if wanted is not None:
            wanted.setChecked(True)

    def pick_number(self, number: int) -> bool:
        """Pick the offer with that key as a person would; False where there is none."""
        if not 1 <= number <= len(self._rows):
            return False
        self._rows[number - 1].click()
        return True

    def _rebuild(self, quotes: tuple[Quote, ...], locker: str) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._quotes, self._locker = quotes, locker
        self._rows = [QuoteRow(at, one, locker) for at, one in enumerate(quotes, start=1)]
        for row in self._rows:
            row.clicked.connect(lambda _on=False, key=row.quote.key: self.picked.emit(key))
            self._column.addWidget(row)
        self.updateGeometry()
