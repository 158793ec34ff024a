"""The right column of a shipment's details: check, file, printer, print, and what happened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from shipdesk.domain.label import PDF_FILE, Printer, PrinterProfile
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import LEFT, elide, rounded
from shipdesk.ui.shipments.check_words import CheckWords
from shipdesk.ui.shipments.sheet_row import SheetRow
from shipdesk.ui.shipments.shown import REASONS, printer_words
from shipdesk.ui.theme import Face, Tone, font, set_surface, tokens
from shipdesk.ui.widgets import (
    DetailsPane,
    Entry,
    FactList,
    FormField,
    IconBox,
    KeyHintButton,
    Kind,
    LinkButton,
    Section,
    Text,
    Timeline,
    ToldSection,
)
from shipdesk.wording import phrase as say

_WIDTH = 232
_SIDE = 14
_WORDS = 170
"""What is left for words inside the card, beside a scroll bar."""


class ReasonChoice(QWidget):
    """Why another copy is printed: four keys, one of them chosen."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Why another copy?"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        self._buttons: dict[str, KeyHintButton] = {}
        for at, (key, word) in enumerate(REASONS):
            button = KeyHintButton(say(word), key=str(at + 1), name=say(word))
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, one=key: self.choose(one))
            grid.addWidget(button, at // 2, at % 2)
            self._buttons[key] = button

    def reason(self) -> str:
        """Return the chosen reason; empty without one."""
        return next((key for key, one in self._buttons.items() if one.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose a reason; an unknown one takes the choice away."""
        for one, button in self._buttons.items():
            button.setChecked(one == key)
            button.update()
        self.chosen.emit(self.reason())


class _Verdict(QWidget):
    """Icon and word of a check, in the colour of its meaning."""

    def __init__(self) -> None:
        super().__init__()
        self._words = CheckWords("", "", "", Tone.GREY)
        self.setFixedHeight(18)

    def show_check(self, words: CheckWords) -> None:
        """Show another result."""
        self._words = words
        self.setAccessibleName(words.title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint icon and word."""
        del event
        painter = QPainter(self)
        ink = tokens().tone(self._words.tone).text
        if self._words.icon:
            draw_icon(painter, QRectF(0, 1, 16, 16), self._words.icon, ink)
        painter.setPen(ink)
        painter.setFont(font(Face.STRONG))
        words = elide(self._words.title, Face.STRONG, self.width() - 24)
        painter.drawText(QRectF(24, 0, self.width() - 24, 18), LEFT, words)


class CheckCard(QWidget):
    """What the bar code on the label says, in the colour of its meaning."""

    def __init__(self, anyway: QAction, cut: QAction) -> None:
        super().__init__()
        self._tone = Tone.GREY
        self.setAccessibleName(say("Check of the label"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.title = _Verdict()
        self.sentence = Text(face=Face.SECONDARY, wrap=True, name=say("What the check says"))
        self.anyway = KeyHintButton(anyway)
        self.cut = KeyHintButton(cut)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 11, 12, 11)
        column.setSpacing(5)
        for part in (self.title, self.sentence, self.cut, self.anyway):
            column.addWidget(part)

    def show_check(self, words: CheckWords) -> None:
        """Show another result."""
        self._tone = words.tone
        self.title.show_check(words)
        self.sentence.setText(words.sentence)
        self.sentence.setMinimumHeight(self.sentence.heightForWidth(_WORDS))
        self.anyway.setVisible(words.anyway)
        self.cut.setVisible(words.cut)
        self.setAccessibleDescription(f"{words.title}. {words.sentence}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the box with its coloured edge."""
        del event
        shown = tokens()
        rounded(QPainter(self), QRectF(self.rect()), 8, shown.surface, shown.tone(self._tone).dot)


class PaperPanel(DetailsPane):
    """Everything about paper that is chosen or known; what is printed says the page."""

    printer_chosen = Signal(str)

    def __init__(
        self,
        *,
        print_action: QAction,
        print_new: QAction,
        save: QAction,
        anyway: QAction,
        cut: QAction,
        track: QAction,
        carrier: QAction,
        new_sheet: QAction,
    ) -> None:
        super().__init__(say("Label and printer"))
        set_surface(self, "surface")
        self.setFixedWidth(_WIDTH)
        self.check = CheckCard(anyway, cut)
        self.facts = FactList(right=True, name=say("Label file"))
        self.printer = IconBox()
        self.printer_line = Text(face=Face.SECONDARY, tone="muted", wrap=True)
        self.sheet = SheetRow(new_sheet)
        self.reasons = ReasonChoice()
        self.print_button = KeyHintButton(
            print_action, kind=Kind.PRIMARY, height=36, name=say("Print")
        )
        self._print_new = KeyHintButton(print_new)
        self._save = KeyHintButton(save, name=say("Save PDF"))
        self._history = Timeline(name=say("Print history"), times=False)
        self._copies = Text(face=Face.SECONDARY, tone="muted")
        self._way = FactList(name=say("Handing in"))
        self._events = Timeline(name=say("Events"), times=False)
        self._no_events = Text(face=Face.SECONDARY, tone="muted", wrap=True)
        self.track_button = LinkButton(track)
        self._carrier = LinkButton(carrier)
        self._build()
        self.printer.activated.connect(
            lambda at: self.printer_chosen.emit(str(self.printer.itemData(at)))
        )

    def _build(self) -> None:
        self.told = ToldSection()
        top = Section(lined=False)
        top.body.setContentsMargins(_SIDE, 14, _SIDE, 6)
        top.add(self.check)
        top.add(self.facts)
        printing = Section()
        printing.body.setContentsMargins(_SIDE, 6, _SIDE, 14)
        field = FormField(say("Printer"), self.printer)
        printing.add(field)
        printing.add(self.printer_line)
        printing.add(self.sheet)
        self._why = QWidget()
        why = QVBoxLayout(self._why)
        why.setContentsMargins(0, 4, 0, 0)
        why.setSpacing(6)
        why.addWidget(Text(say("Why another copy?"), face=Face.SECONDARY, tone="muted"))
        why.addWidget(self.reasons)
        printing.add(self._why)
        printing.add(self.print_button)
        for button in (self._print_new, self._save):
            button.set_short(1)  # no room for their keys; the tooltip names them
        pair = QHBoxLayout()
        pair.setSpacing(6)
        pair.addWidget(self._print_new, 1)
        pair.addWidget(self._save, 1)
        printing.add(pair)
        past = Section(say("Print history"))
        past.heading.addWidget(self._copies)
        past.body.setContentsMargins(14, 12, 14, 12)
        past.add(self._history)
        way = Section(say("Events"), lined=False)
        way.body.setContentsMargins(14, 12, 14, 16)
        way.heading.addWidget(self._carrier)
        way.heading.addWidget(self.track_button)
        way.add(self._way)
        way.add(self._no_events)
        way.add(self._events)
        self.told.body.setContentsMargins(14, 12, 14, 16)
        self.add(top, printing, past, way, self.told)

    def fit_keys(self) -> None:
        """Leave the key of the print button out where its words need the room."""
        room = _WIDTH - 2 * _SIDE - self.area.verticalScrollBar().sizeHint().width()
        self.print_button.set_short(int(self.print_button.width_at(0) > room))

    def show_check(self, words: CheckWords | None) -> None:
        """Show the result of the check; only labels have one."""
        self.check.setVisible(words is not None)
        if words is not None:
            self.check.show_check(words)

    def show_facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show what is known of the file."""
        self.facts.set_facts(rows)
        self.facts.setVisible(bool(rows))

    def show_printers(
        self, printers: Sequence[Printer], profile: PrinterProfile, only: str = ""
    ) -> None:
        """Offer the printers of this computer and the PDF file; the profile's stays in the list.

        `only` names the courier that has this printer for itself.
        """
        self.printer.clear()
        for printer in printers:
            if printer.name == PDF_FILE:
                continue
            self.printer.add("printer", printer.title or printer.name, printer.name)
        self.printer.add("note", say("PDF file"), PDF_FILE)
        at = self.printer.findData(profile.printer)
        if at < 0:
            at, name = 0, profile.title or profile.printer
            if profile.address is not None:
                self.printer.add("printer", name, profile.printer, at=0)
            else:
                gone = say("{printer} (not seen now)", printer=name)
                self.printer.add("alert", gone, profile.printer, at=0)
        self.printer.setCurrentIndex(at)
        line = printer_words(profile)
        mine = say("for {courier} only", courier=only) if only else ""
        self.printer_line.setText(f"{line} · {mine}" if mine else line)

    def show_reprint(self, *, again: bool) -> None:
        """Ask why, only where it was printed before."""
        self._why.setVisible(again)
        if not again:
            self.reasons.choose("")

    def asks_reason(self) -> bool:
        """Tell whether the reasons are in sight."""
        return not self._why.isHidden()

    def show_history(self, entries: Sequence[Entry], copies: int) -> None:
        """Show the print history, newest first."""
        self._history.set_entries(entries)
        words = say("1 copy") if copies == 1 else say("{count} copies", count=copies)
        self._copies.setText(words if copies else say("never printed"))

    def show_told(self, *copies: str) -> None:
        """Offer what the courier told, word for word."""
        self.told.show_copies(*copies)

    def show_way(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show how the parcel is handed in, and by which pickup."""
        self._way.set_facts(rows)
        self._way.setVisible(bool(rows))

    def show_events(self, entries: Sequence[Entry], *, none: str = "") -> None:
        """Show the parcel's way, newest first, or why there is nothing to show."""
        self._events.set_entries(entries)
        self._events.setVisible(bool(entries))
        self._no_events.setText(none or say("The courier has told nothing yet."))
        self._no_events.setVisible(not entries)
