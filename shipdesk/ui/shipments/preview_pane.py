"""The middle of a shipment's details: the kept document on its stock, in millimetres."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from shipdesk.domain.label import DocumentKind, Placement, PreviewImage, Stock
from shipdesk.ui.shipments.shown import kind_words, page_words
from shipdesk.ui.theme import Face, Tone, set_surface
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import IconButton, LabelPreview, Mode, Segmented, StatePane, Text
from shipdesk.wording import phrase as say

_KEY = "shipments.preview"
_CAPTION_GAP, _CAPTION_EDGES = 10, 26


class PreviewPane(QWidget):
    """Shows one document at a time; which one, and how large, is chosen below it."""

    document_chosen = Signal(object)
    """A DocumentKind."""
    page_chosen = Signal(int)

    def __init__(self, state: ViewState) -> None:
        super().__init__()
        self._state = state
        self._mode: Mode | None = None
        """What a person chose; None: true size where there is room for its width."""
        self._page, self._size = 0, (0.0, 0.0)
        self._on: Stock | None = None
        self._is_sheet = self._differs = False
        self._kinds: tuple[DocumentKind, ...] = ()
        self.preview = LabelPreview(name=say("Label preview"))
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.preview)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.instead = StatePane(name=say("Label state"))
        set_surface(self.instead, "sunk")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._area)
        self._stack.addWidget(self.instead)
        self.documents = Segmented(name=say("Document"))
        self.documents.chosen.connect(lambda key: self.document_chosen.emit(DocumentKind(key)))
        self.mode = Segmented(
            [
                (Mode.TRUE_SIZE.value, say("True size")),
                (Mode.FIT.value, say("Fit")),
                (Mode.RASTER.value, say("Raster 203 dpi")),
            ],
            name=say("Size of the preview"),
        )
        self.mode.chosen.connect(self._on_mode)
        self._stock = Text(face=Face.SECONDARY, tone="muted", name=say("Stock"))
        self._page_size = Text(face=Face.SECONDARY, tone="accent", name=say("Label page"))
        self._build()
        kept = str(state.load(_KEY).get("mode", ""))
        self._mode = Mode(kept) if kept in {one.value for one in Mode} else None
        self._sheet_mode = Mode.FIT
        self._use_mode(Mode.FIT)

    def _use_mode(self, mode: Mode) -> None:
        self.mode.choose(mode.value)
        self.preview.set_mode(mode)

    def _build(self) -> None:
        self._before = IconButton(say("Previous page"), "chevron-left", size=24)
        self._after = IconButton(say("Next page"), "chevron-right", size=24)
        self._before.clicked.connect(lambda: self.page_chosen.emit(self._page - 1))
        self._after.clicked.connect(lambda: self.page_chosen.emit(self._page + 1))
        self._pages = Text(face=Face.SECONDARY, tone="muted", name=say("Page"))
        self._caption = QWidget()
        caption = QHBoxLayout(self._caption)
        caption.setContentsMargins(0, 0, 0, 0)
        caption.setSpacing(_CAPTION_GAP)
        caption.addStretch(1)
        shown: tuple[QWidget, ...] = (self._stock, self._page_size, self.mode)
        for part in shown:
            caption.addWidget(part)
        caption.addStretch(1)
        self._choices = QWidget()
        choices = QHBoxLayout(self._choices)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(8)
        choices.addStretch(1)
        shown = (self.documents, self._before, self._pages, self._after)
        for part in shown:
            choices.addWidget(part)
        choices.addStretch(1)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(12, 8, 8, 12)
        column.setSpacing(8)
        column.addWidget(self._caption)
        column.addWidget(self._choices)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 4, 0)
        outer.setSpacing(0)
        outer.addWidget(self._stack, 1)
        outer.addWidget(below)
        self.show_documents((), DocumentKind.LABEL)

    def show_documents(self, kinds: Sequence[DocumentKind], chosen: DocumentKind) -> None:
        """Offer the kept documents; one alone needs no choice."""
        wanted = tuple(kinds)
        if wanted != self._kinds:
            self._kinds = wanted
            self.documents.set_choices([(kind.value, kind_words(kind)) for kind in wanted])
        self.documents.choose(chosen.value)
        self.documents.setVisible(len(wanted) > 1)

    def show_image(self, given: PreviewImage, stock: Stock) -> None:
        """Show a page over the outline of its stock; the paper stays white in the dark too."""
        image = QImage.fromData(given.png)
        self._size = page = (given.width_mm, given.height_mm)
        self._on = None
        self.preview.show_label(image, page, page)
        self._page_size.setText(say("- - page {size}", size=page_words(*page)))
        self.show_stock(stock)
        self._page = given.page
        self._show_pages(given.pages)
        self._before.setEnabled(given.page > 0)
        self._after.setEnabled(given.page + 1 < given.pages)
        self._pages.setText(say("{page} of {pages}", page=given.page + 1, pages=given.pages))
        self._show(self._area)

    def show_stock(self, stock: Stock) -> None:
        """Show the page on this stock; a roll is as long as the page until more is known."""
        if stock == self._on:
            return
        self._on = stock
        wanted = (stock.width_mm, stock.height_mm or self._size[1])
        self.preview.show_stock(wanted)
        self._is_sheet = stock.sheet
        self._settle()
        self._stock.setText(say("Stock {stock}", stock=stock.title))
        self._differs = self._size != wanted
        self._fit_caption()

    def show_placed(self, placements: Sequence[Placement]) -> None:
        """Show the page where the check found that it will be printed."""
        if placements and self.shows_label():
            self.preview.show_placed(placements[min(self._page, len(placements) - 1)])

    def show_instead(
        self,
        title: str,
        sentence: str,
        action: QAction | None = None,
        *,
        icon: str = "tag",
        tone: Tone = Tone.GREY,
    ) -> None:
        """Say why there is nothing to see, and the one thing to do."""
        self.instead.show_state(title, sentence, action, icon=icon, tone=tone)
        self._show(self.instead)

    def shows_label(self) -> bool:
        """Tell whether a document is in sight."""
        return self._stack.currentWidget() is self._area

    def _show(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        shown = part is self._area
        self._caption.setVisible(shown)
        if not shown:
            self._show_pages(1)
        self._choices.setVisible(not self.documents.isHidden() or not self._pages.isHidden())

    def _show_pages(self, pages: int) -> None:
        for part in (self._before, self._pages, self._after):
            part.setVisible(pages > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the label and what is said of it as there is room."""
        super().resizeEvent(event)
        self._settle()
        self._fit_caption()

    def _settle(self) -> None:
        """Use the mode that was chosen, else the one that suits."""
        if self._is_sheet:
            self._use_mode(self._sheet_mode)
            return
        beside = self._area.verticalScrollBar().sizeHint().width()
        fits = self.preview.true_size().width() <= self._area.width() - beside
        self._use_mode(self._mode or (Mode.TRUE_SIZE if fits else Mode.FIT))

    def _fit_caption(self) -> None:
        """Leave out what is said of stock and page where the choice of size needs the room."""
        room = self.width() - self.mode.sizeHint().width() - _CAPTION_EDGES
        for part, wanted in ((self._page_size, self._differs), (self._stock, True)):
            wide = part.sizeHint().width() + _CAPTION_GAP
            part.setVisible(wanted and wide <= room)
            room -= wide if wanted else 0

    def _on_mode(self, key: str) -> None:
        self.preview.set_mode(Mode(key))
        if self._is_sheet:
            self._sheet_mode = Mode(key)
        else:
            self._mode = Mode(key)
            self._state.save(_KEY, {"mode": key})
