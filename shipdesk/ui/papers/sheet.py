"""The sheet that shows one of our papers before it is printed or saved."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from shipdesk.domain.label import PreviewImage, Stock
from shipdesk.ui import format as fmt
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.theme import Face, Tone, set_surface
from shipdesk.ui.widgets import (
    IconButton,
    KeyHintButton,
    Kind,
    LabelPreview,
    Mode,
    Segmented,
    Sheet,
    Side,
    StatePane,
    Text,
)
from shipdesk.wording import phrase as say

_KEY = "papers"


@dataclass(frozen=True, slots=True)
class Turner:
    """Two arrows and the words between them."""

    before: IconButton
    words: Text
    after: IconButton

    def show(self, at: int, count: int, words: str) -> None:
        """Show the place `at` (from 0) of `count`; one alone needs no arrows."""
        for part in (self.before, self.words, self.after):
            part.setVisible(count > 1)
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at + 1 < count)
        self.words.setText(words)


class PaperSheet(Sheet):
    """Built once for the window; tells what a person wants, knows nothing of services."""

    print_requested = Signal()
    save_requested = Signal()
    document_turned = Signal(int)
    """By how many papers, where there are several."""
    page_turned = Signal(int)
    prices_chosen = Signal(bool)

    def __init__(self, host: QWidget, actions: Actions) -> None:
        super().__init__(host, say("Paper"), " ", side=Side.CENTER, width=820, scroll=False)
        self.missing = Text(tone="amber", wrap=True, copyable=True, name=say("Signs not printed"))
        self.preview = LabelPreview(name=say("Preview of the paper"))
        self.instead = StatePane(name=say("Why there is no preview"))
        set_surface(self.instead, "sunk")
        self._paper = QScrollArea()
        self._paper.setFrameShape(QFrame.Shape.NoFrame)
        self._paper.setWidgetResizable(True)
        self._paper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._paper.setWidget(self.preview)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._paper)
        self._stack.addWidget(self.instead)
        self.mode = Segmented(
            [(Mode.FIT.value, say("Fit")), (Mode.TRUE_SIZE.value, say("True size"))],
            name=say("Size of the preview"),
        )
        self.prices = QCheckBox(say("Prices on the slip"))
        self.prices.toggled.connect(self.prices_chosen)
        self.told = Text(face=Face.SECONDARY, tone="muted", name=say("Printed before"))
        self.print_action = actions.add(
            f"{_KEY}.print", say("Print"), icon="printer", shortcut=("Return", "Ctrl+P"),
            group=say("Papers"), owner=self, on=self.print_requested.emit,
        )  # fmt: skip
        self.save_action = actions.add(
            f"{_KEY}.save", say("Save PDF…"), shortcut="Ctrl+S",
            group=say("Papers"), owner=self, on=self.save_requested.emit,
        )  # fmt: skip
        self.print_button = KeyHintButton(
            self.print_action, kind=Kind.PRIMARY, height=36, name=say("Print the paper")
        )
        self._save = KeyHintButton(self.save_action, height=36, name=say("Save the paper"))
        self._documents = self._turner(say("Previous paper"), say("Next paper"),
                                       self.document_turned)  # fmt: skip
        self._pages = self._turner(say("Previous page"), say("Next page"), self.page_turned)
        self._build()
        self.show_busy()

    @staticmethod
    def _turner(before: str, after: str, turned: SignalInstance) -> Turner:
        made = Turner(
            IconButton(before, "chevron-left", size=24),
            Text(face=Face.SECONDARY, tone="muted"),
            IconButton(after, "chevron-right", size=24),
        )
        made.before.clicked.connect(lambda: turned.emit(-1))
        made.after.clicked.connect(lambda: turned.emit(1))
        return made

    def _build(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(8)
        for turner in (self._documents, self._pages):
            for part in (turner.before, turner.words, turner.after):
                below.addWidget(part)
        below.addStretch(1)
        below.addWidget(self.prices)
        below.addWidget(self.mode)
        self.body.addWidget(self.missing)
        self.body.addWidget(self._stack, 1)
        self.body.addLayout(below)
        self.mode.choose(Mode.FIT.value)
        self.mode.chosen.connect(lambda key: self.preview.set_mode(Mode(key)))
        self.footer.addWidget(self.told, 1)
        self.footer.addWidget(self._save)
        self.footer.addWidget(self.print_button)

    def show_title(self, title: str, printer: str) -> None:
        """Say what it is, and where it would be printed."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self.subtitle.setText(printer)

    def show_prices(self, *, offered: bool, shown: bool) -> None:
        """Offer to leave prices out; tells nobody."""
        self.prices.setVisible(offered)
        self.prices.blockSignals(True)  # noqa: FBT003 - Qt's shape
        self.prices.setChecked(shown)
        self.prices.blockSignals(False)  # noqa: FBT003 - Qt's shape

    def show_busy(self, words: str = "") -> None:
        """Say that the paper is being made; nothing can be done with it meanwhile."""
        self.missing.hide()
        self.told.setText(words)
        for action in (self.print_action, self.save_action):
            allow(action, say("It is being made."))

    def show_problem(self, title: str, sentence: str) -> None:
        """Say why there is nothing to see, and keep it from being printed."""
        self.instead.show_state(title, sentence, icon="alert", tone=Tone.RED)
        self._stack.setCurrentWidget(self.instead)
        for action in (self.print_action, self.save_action):
            allow(action, title)

    def show_page(self, image: PreviewImage, stock: Stock) -> None:
        """Show a page on the stock that it was made for."""
        size = (stock.width_mm, stock.height_mm or image.height_mm)
        self.preview.show_label(QImage.fromData(image.png), size, size)
        self._stack.setCurrentWidget(self._paper)
        words = say("Page {page} of {pages}", page=image.page + 1, pages=image.pages)
        self._pages.show(image.page, image.pages, words)
        for action in (self.print_action, self.save_action):
            allow(action)

    def show_place(self, at: int, count: int, name: str) -> None:
        """Say which of several papers is in sight, and how many a print is for."""
        words = say("{name} ({at} of {count})", name=name, at=at + 1, count=fmt.count(count))
        self._documents.show(at, count, words)
        self.print_action.setText(
            say("Print") if count == 1 else say("Print {count}", count=fmt.count(count))
        )

    def show_missing(self, words: str) -> None:
        """Say which signs are printed as question marks; "" where all are there."""
        self.missing.setText(words)
        self.missing.setVisible(bool(words))

    def show_told(self, words: str) -> None:
        """Say how often it was sent to a printer before."""
        self.told.setText(words)
