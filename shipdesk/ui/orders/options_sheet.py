"""The sheet for boxes and options: more boxes, notices, Saturday, weekend, insurance, label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.money import Money
from shipdesk.domain.ship_options import OptionChoices, ShipOptions
from shipdesk.ui import format as fmt
from shipdesk.ui.orders import typed
from shipdesk.ui.orders.form_sheet import FormSheet
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import (
    FormField,
    IconButton,
    KeyHintButton,
    Line,
    Text,
    UnitEdit,
    sheet_closed,
)
from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_SIDE = 62
_WEIGHT = 88
_IN_A_ROW = 3

_MOST_INSURED = 1_000_000_000
"""Minor units; couriers insure for less than ten million."""


class BoxLine(QWidget):
    """One further box: its sides and its weight."""

    removed = Signal()

    def __init__(self, number: int, parcel: Parcel) -> None:
        super().__init__()
        self._parcel = parcel
        self._title = Text("", face=Face.SECONDARY, tone="muted")
        self.weight = UnitEdit(typed.kilograms(parcel.weight_g), unit="kg")
        self.weight.setFixedWidth(_WEIGHT)
        self.sides = tuple(
            UnitEdit(typed.centimetres(side))
            for side in (parcel.length_mm, parcel.width_mm, parcel.height_mm)
        )
        self._remove = IconButton(say("Remove this box"), "close")
        self._remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._title)
        row.addStretch(1)
        for at, edit in enumerate(self.sides):
            edit.setFixedWidth(_SIDE)
            if at:
                row.addWidget(Text("×", face=Face.SECONDARY, tone="muted"))
            row.addWidget(edit)
        row.addWidget(Text("cm", face=Face.SECONDARY, tone="muted"))
        row.addWidget(self.weight)
        row.addWidget(self._remove)
        self.set_number(number)

    def set_number(self, number: int) -> None:
        """Say which box it is."""
        self._title.setText(say("Box {n}", n=number))
        names = (say("Length"), say("Width"), say("Height"))
        for edit, name in zip(self.sides, names, strict=True):
            edit.setAccessibleName(f"{name}, {say('Box {n}', n=number)}")
        self.weight.setAccessibleName(f"{say('Weight')}, {say('Box {n}', n=number)}")
        self._remove.setAccessibleName(say("Remove box {n}", n=number))

    def parcel(self) -> Parcel | None:
        """Return the box as typed, None where a figure is missing or no number."""
        grams = typed.to_grams(self.weight.text() or "0")
        sides = [typed.to_millimetres(edit.text() or "0") for edit in self.sides]
        if not grams or not all(sides):
            return None
        length, width, height = (side or 0 for side in sides)
        return replace(
            self._parcel,
            weight_g=grams,
            length_mm=length,
            width_mm=width,
            height_mm=height,
            size="",
            source=Source.TYPED,
        )


class OptionsSheet(FormSheet):
    """Shows only what the connected couriers can be asked for."""

    def __init__(
        self,
        host: QWidget,
        subtitle: str,
        options: ShipOptions,
        first: Parcel,
        choices: OptionChoices,
        cod: Money | None,
        currency: str,
    ) -> None:
        super().__init__(host, say("Boxes and options"), subtitle, confirm=say("Keep"), width=600)
        self._options, self._choices = options, choices
        self._first, self._cod, self._currency = first, cod, currency
        self.answer: ShipOptions | None = None
        self._lines: list[BoxLine] = []
        self._boxes = QVBoxLayout()
        self._boxes.setSpacing(8)
        self._box_note = Text(face=Face.SECONDARY, tone="red", wrap=True, name=say("About boxes"))
        self.add_box = KeyHintButton(say("Add a box"), name=say("Add a box"))
        self.add_box.clicked.connect(lambda: self._add(Parcel()))
        self.extras = {key: QCheckBox(_capital(say(title))) for key, title in choices.extras}
        self.weekend = QCheckBox(say("Weekend parcel"))
        self.insurance = FormField(say("Insurance"), UnitEdit(unit=currency))
        self.comment = FormField(say("Comment on the label"))
        self.cost_centre = DropDown()
        self._cost_centre = FormField(say("Cost centre"), self.cost_centre)
        self._build()
        self._fill()

    def show_cost_centres(self, names: Sequence[str]) -> None:
        """Offer the cost centres that the account has, and keep the chosen one in sight."""
        chosen = str(self.cost_centre.currentData() or self._options.cost_centre)
        self.cost_centre.clear()
        self.cost_centre.addItem(say("none"), "")
        for name in dict.fromkeys((*names, *((chosen,) if chosen else ()))):
            self.cost_centre.addItem(name, name)
        self.cost_centre.setCurrentIndex(max(self.cost_centre.findData(chosen), 0))

    def show_cost_centres_unknown(self, why: str) -> None:
        """Say why the cost centres cannot be listed now."""
        self._cost_centre.set_problem(why)

    def submit(self) -> None:
        """Check what is typed; close where it is right."""
        boxes = [line.parcel() for line in self._lines]
        right = not any(box is None for box in boxes)
        self._box_note.setText("" if right else say("Type weight and all three sides of each box."))
        self._box_note.setVisible(not right)
        insurance, problem = self._insurance()
        self.insurance.set_problem(problem, self._fix() if problem else None)
        comment = self.comment.text()
        low, high = self._choices.comment
        wrong = bool(comment) and not low <= len(comment) <= high
        words = say("Between {low} and {high} characters.", low=low, high=high) if wrong else ""
        self.comment.set_problem(words)
        if not right or problem or wrong:
            return
        self.answer = ShipOptions(
            boxes=tuple(box for box in boxes if box is not None),
            extras=tuple(key for key, box in self.extras.items() if box.isChecked()),
            weekend=self.weekend.isChecked(),
            insurance=insurance,
            comment=comment,
            cost_centre=str(self.cost_centre.currentData() or ""),
        )
        self.close_sheet()

    # Building

    def _build(self) -> None:
        choices = self._choices
        self.body.setContentsMargins(20, 14, 20, 16)
        self.body.setSpacing(10)
        sides = fmt.size(self._first.length_mm, self._first.width_mm, self._first.height_mm)
        self.body.addWidget(Text(say("Boxes"), face=Face.HEADER, tone="muted"))
        about = say("Box 1: {size}, {weight}", size=sides or say("sides not known"),
                    weight=fmt.weight(self._first.weight_g))  # fmt: skip
        self.body.addWidget(Text(about, name=say("First box")))
        self.body.addLayout(self._boxes)
        self.body.addWidget(self._box_note)
        self._box_note.hide()
        self.body.addWidget(self.add_box, 0, Qt.AlignmentFlag.AlignLeft)
        if choices.boxes > 1:
            words = say("Couriers to the door take up to {n} boxes; a locker takes one.",
                        n=choices.boxes)  # fmt: skip
        else:
            words = say("The connected couriers take one box at a time.")
        self.body.addWidget(Text(words, face=Face.SECONDARY, tone="muted", wrap=True))
        self.body.addWidget(Line())
        self.body.addWidget(Text(say("Options"), face=Face.HEADER, tone="muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        for at, (key, box) in enumerate(self.extras.items()):
            box.setAccessibleName(box.text())
            box.setObjectName(key)
            grid.addWidget(box, *divmod(at, _IN_A_ROW))
        grid.setColumnStretch(_IN_A_ROW, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.weekend)
        hint = say("Lockers only, and only inside the courier's own hours; it says when not.")
        self._weekend_hint = Text(hint, face=Face.SECONDARY, tone="muted", wrap=True)
        self.body.addWidget(self._weekend_hint)
        self.body.addWidget(self.insurance)
        self.body.addWidget(self.comment)
        self.body.addWidget(self._cost_centre)
        self.body.addStretch(1)
        self.weekend.setVisible(choices.weekend)
        self._weekend_hint.setVisible(choices.weekend)
        self.insurance.setVisible(choices.insurance)
        self.comment.setVisible(choices.comment[1] > 0)
        self._cost_centre.setVisible(choices.cost_centres)
        self._allow_box()

    def _fill(self) -> None:
        options = self._options
        for box in options.boxes:
            self._add(box, focus=False)
        for key, check in self.extras.items():
            check.setChecked(key in options.extras)
        self.weekend.setChecked(options.weekend)
        self.weekend.setAccessibleName(self.weekend.text())
        self.insurance.set_text(fmt.amount_only(options.insurance, missing=""))
        self.comment.set_text(options.comment)
        editor = self.comment.editor
        if isinstance(editor, QLineEdit):
            editor.setMaxLength(max(self._choices.comment[1], 1))
        self.show_cost_centres(())
        self.start_at = self.add_box.setFocus

    def _add(self, parcel: Parcel, *, focus: bool = True) -> None:
        line = BoxLine(len(self._lines) + 2, parcel)
        self._lines.append(line)
        self._boxes.addWidget(line)
        line.removed.connect(lambda: self._remove(line))
        self._allow_box()
        if focus:
            line.sides[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, line: BoxLine) -> None:
        self._lines.remove(line)
        self._boxes.removeWidget(line)
        line.hide()
        line.deleteLater()
        for number, left in enumerate(self._lines, start=2):
            left.set_number(number)
        self._allow_box()
        self.add_box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _allow_box(self) -> None:
        most = self._choices.boxes
        full = say("The courier takes {n} in one shipment.", n=plural(most, "{n} box", "{n} boxes"))
        self.add_box.set_why_not("" if len(self._lines) + 1 < most else full)

    def _insurance(self) -> tuple[Money | None, str]:
        text = self.insurance.text()
        if not text:
            return None, ""
        amount = typed.to_money(text, self._currency)
        if amount is None or amount.minor < 100:  # noqa: PLR2004 - 1.00, the courier's least
            return None, say("Type an amount of 1 or more.")
        if amount.minor >= _MOST_INSURED:
            return None, say(
                "Less than {amount}.", amount=fmt.money(Money(_MOST_INSURED, self._currency))
            )
        if self._cod is not None and amount.minor < self._cod.minor:
            return None, say("At least what is collected: {amount}.", amount=fmt.money(self._cod))
        return amount, ""

    def _fix(self) -> str | None:
        return fmt.amount_only(self._cod, missing="") or None


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def options_words(options: ShipOptions, choices: OptionChoices) -> str:
    """Return what was asked for in one line, "" for a plain parcel."""
    titles = dict(choices.extras)
    parts: list[str] = []
    if options.boxes:
        boxes = 1 + len(options.boxes)
        parts.append(plural(boxes, "{n} box", "{n} boxes"))
    parts += [say(titles.get(extra, extra)) for extra in options.extras]
    if options.weekend:
        parts.append(say("weekend parcel"))
    if options.insurance is not None:
        parts.append(say("insured for {amount}", amount=fmt.money(options.insurance)))
    if options.comment:
        parts.append(say("“{comment}” on the label", comment=options.comment))
    if options.cost_centre:
        parts.append(say("cost centre {name}", name=options.cost_centre))
    return " · ".join(parts)


async def ask_options(sheet: OptionsSheet) -> ShipOptions | None:
    """Open the sheet; None where it was closed."""
    try:
        await sheet_closed(sheet)
    finally:
        sheet.deleteLater()
    return sheet.answer
