"""The parcel in one line: locker size or three sides, and the weight, typed in place."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shipdesk.domain.measures import LOCKER_SIZES, Parcel, Source
from shipdesk.ui import format as fmt
from shipdesk.ui.orders import typed
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Segmented, Text, UnitEdit
from shipdesk.wording import phrase as say

_SIDE_WIDTH = 50
_WEIGHT_WIDTH = 84


class ParcelRow(QWidget):
    """Shows a parcel and lets it be typed over; `edited` carries the parcel as it is now meant."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._parcel = Parcel()
        self._for_locker = False
        self.sizes = Segmented([(one, one) for one in LOCKER_SIZES], name=say("Locker size"))
        self.weight = UnitEdit(unit="kg", name=say("Weight"))
        self.weight.setFixedWidth(_WEIGHT_WIDTH)
        self._box = Text(face=Face.SECONDARY, tone="muted", name=say("Size of the parcel"))
        self.length = _side(say("Length"))
        self.width_ = _side(say("Width"))
        self.height_ = _side(say("Height"))
        self._sides = QWidget()
        sides = QHBoxLayout(self._sides)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(4)
        for at, edit in enumerate((self.length, self.width_, self.height_)):
            if at:
                sides.addWidget(Text("×", face=Face.SECONDARY, tone="muted"))
            sides.addWidget(edit)
        sides.addWidget(Text("cm", face=Face.SECONDARY, tone="muted"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.sizes)
        row.addWidget(self.weight)
        row.addStretch(1)
        row.addWidget(self._box)
        row.addWidget(self._sides)
        self._note = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Parcel note"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._note)
        self.sizes.chosen.connect(self._on_size)
        for edit in self._edits():
            edit.editingFinished.connect(self._on_edited)

    def parcel(self) -> Parcel:
        """Return the parcel as it was last shown or typed."""
        return self._parcel

    def show_parcel(self, parcel: Parcel, *, for_locker: bool) -> None:
        """Show a parcel; a field that is being typed in is left alone."""
        same = parcel == self._parcel and bool(self.problem())
        self._parcel, self._for_locker = parcel, for_locker
        self.sizes.setVisible(for_locker)
        self._box.setVisible(for_locker)
        self._sides.setVisible(not for_locker)
        self.sizes.choose(parcel.size)
        texts = (
            typed.kilograms(parcel.weight_g),
            typed.centimetres(parcel.length_mm),
            typed.centimetres(parcel.width_mm),
            typed.centimetres(parcel.height_mm),
        )
        for edit, text in zip(self._edits(), texts, strict=True):
            if not (edit.hasFocus() and edit.isModified()):
                edit.setText(text)
                edit.setModified(False)
        box = LOCKER_SIZES.get(parcel.size)
        self._box.setText(fmt.size(box[2], box[1], box[0]) if box else "")
        if not same:
            self._say(_note_of(parcel))

    def forget(self) -> None:
        """Drop a problem and what was typed but not confirmed: another order comes."""
        self._say("")
        for edit in self._edits():
            edit.setModified(False)

    def show_problem(self, words: str, *, focus: str) -> None:
        """Say what is missing or wrong below the row and go there: size, weight or sides."""
        self._say(words, problem=True)
        target: QWidget = {"size": self.sizes, "sides": self.length}.get(focus, self.weight)
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(target, QLineEdit):
            target.selectAll()

    def problem(self) -> str:
        """Return the problem that is shown; empty without one."""
        return self._note.text() if self._note.property("tone") == "red" else ""

    def take_typed(self) -> bool:
        """Take what was typed but not confirmed; True where that changes the parcel."""
        before = self._parcel
        self._on_edited()
        return self._parcel != before

    def set_editable(self, *, editable: bool) -> None:
        """Close the fields once the parcel is bought."""
        if not editable:
            self._say("")
        for part in (self.sizes, *self._edits()):
            part.setEnabled(editable)

    def _edits(self) -> tuple[UnitEdit, UnitEdit, UnitEdit, UnitEdit]:
        return self.weight, self.length, self.width_, self.height_

    def _on_size(self, size: str) -> None:
        self._take(self._parcel.with_size(size))

    def _on_edited(self) -> None:
        edits = self._edits()
        if not any(edit.isModified() for edit in edits):
            return
        grams = typed.to_grams(self.weight.text() or "0")
        sides = [typed.to_millimetres(edit.text() or "0") for edit in edits[1:]]
        for edit in edits:
            edit.setModified(False)
        if grams is None or any(side is None for side in sides):
            self._say(say("This is not a number. It reads like 0,8."), problem=True)
            return
        length, width, height = (side or 0 for side in sides)
        self._take(
            replace(
                self._parcel,
                weight_g=grams,
                length_mm=length,
                width_mm=width,
                height_mm=height,
            )
        )

    def _take(self, parcel: Parcel) -> None:
        if parcel != self._parcel:
            self._parcel = replace(parcel, source=Source.TYPED)
            self.show_parcel(self._parcel, for_locker=self._for_locker)
            self.edited.emit(self._parcel)

    def _say(self, words: str, *, problem: bool = False) -> None:
        self._note.setText(words)
        self._note.set_tone("red" if problem else "muted")
        self._note.setVisible(bool(words))


def _side(name: str) -> UnitEdit:
    edit = UnitEdit(name=name)
    edit.setFixedWidth(_SIDE_WIDTH)
    return edit


def _note_of(parcel: Parcel) -> str:
    if not parcel.assumed or not parcel.weight_g:
        return ""
    return {
        Source.ITEMS: say("Assumed from the items; type over it."),
        Source.PRODUCT: say("Assumed from the product; type over it."),
    }.get(parcel.source, say("Assumed from the preset; type over it."))
