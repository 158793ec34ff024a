"""The form of a free quote: from where, to where, what, and with which extras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.address import Address, guess_country
from shipdesk.domain.measures import LOCKER_SIZES, Parcel, Source
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn
from shipdesk.domain.quote import QuoteRequest
from shipdesk.domain.sender import Sender
from shipdesk.ui import format as fmt
from shipdesk.ui.orders import fixes, typed
from shipdesk.ui.orders.countries import CountryBox
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import FormField, LinkButton, Section, Segmented, Text, UnitEdit
from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.wording import phrase as say

DOOR, LOCKER = "door", "locker"


@dataclass(frozen=True, slots=True)
class Lane:
    """What the form holds once it is complete enough to be asked."""

    sender: Sender
    request: QuoteRequest


class QuoteForm(QWidget):
    """Typed fields of one parcel on one lane; Enter anywhere asks."""

    submitted = Signal()

    def __init__(self, choose_locker: QAction) -> None:
        super().__init__()
        self._senders: tuple[Sender, ...] = ()
        self.sender_box = DropDown()
        self.sender_box.setAccessibleName(say("From"))
        self.sender_box.setMinimumContentsLength(10)
        self.kind = Segmented([(DOOR, say("Door")), (LOCKER, say("Locker"))], name=say("To"),
                              fill=True)  # fmt: skip
        self.locker = FormField(say("Locker code"))
        self._choose = LinkButton(choose_locker)
        self.postcode = FormField(say("Postcode"))
        self.city = FormField(say("City"))
        self.country = CountryBox(name=say("Country"))
        self._country_field = FormField(say("Country"), self.country)
        self.sizes = Segmented(
            [("", say("by its sides")), *((one, one) for one in LOCKER_SIZES)],
            name=say("Locker size"),
        )
        self.weight = FormField(say("Weight"), unit="kg")
        self.length = FormField(say("Length"), unit="cm")
        self.width_ = FormField(say("Width"), unit="cm")
        self.height_ = FormField(say("Height"), unit="cm")
        self._volume = Text(face=Face.SECONDARY, tone="muted", name=say("Volumetric weight"))
        self.cod = FormField(say("COD"), unit="zł")
        self.insurance = FormField(say("Insurance"), unit="zł")
        self.collects = QCheckBox(say("Courier collects"))
        self.collects.setAccessibleName(say("Courier collects"))
        self._build()
        self._connect()
        self._on_kind()
        self._on_currency()

    # What the page asks

    def show_senders(self, senders: Sequence[Sender]) -> None:
        """Offer these senders; the one that was chosen stays."""
        wanted = tuple(senders)
        if wanted == self._senders:
            return
        before = self.sender_box.currentData()
        self._senders = wanted
        self.sender_box.clear()
        for one in wanted:
            place = " ".join(part for part in (one.address.postcode, one.address.city) if part)
            self.sender_box.addItem(f"{one.title}, {place}" if place else one.title, one.id)
        at = self.sender_box.findData(before)
        self.sender_box.setCurrentIndex(max(0, at))
        self._on_sender()

    def show_locker(self, code: str, city: str, postcode: str) -> None:
        """Take a locker that was found, with the place where it stands."""
        self.kind.choose(LOCKER)
        self._on_kind()
        self.locker.set_text(code)
        self.city.set_text(city)
        self.postcode.set_text(postcode)
        self._on_postcode()

    def place_text(self) -> str:
        """Return what a search for lockers begins with."""
        return self.postcode.text() or self.city.text()

    def lane(self) -> Lane | None:
        """Return what to ask, None after showing what is missing or not a number."""
        wrong = self._problems()
        for field in self._fields():
            field.set_problem(wrong.get(field, ""))
        if wrong:
            next(iter(wrong)).focus_editor()
            return None
        sender = self._chosen_sender()
        if sender is None:
            return None
        return Lane(sender, self._request(sender))

    def recipient(self) -> Address:
        """Return the place the parcel goes to; nobody is named yet."""
        return Address(
            city=self.city.text(),
            postcode=self.postcode.text(),
            country=self.country.code(),
            country_guessed=self.country.is_guessed(),
        )

    def parcel(self) -> Parcel:
        """Return the parcel as typed."""
        return Parcel(
            weight_g=typed.to_grams(self.weight.text() or "0") or 0,
            length_mm=typed.to_millimetres(self.length.text() or "0") or 0,
            width_mm=typed.to_millimetres(self.width_.text() or "0") or 0,
            height_mm=typed.to_millimetres(self.height_.text() or "0") or 0,
            size=self.sizes.choice() if self.kind.choice() == LOCKER else "",
            source=Source.TYPED,
        )

    def show_cash_problems(self, words: Sequence[str]) -> None:
        """Say beside the amount to collect why it could not be paid out."""
        self.cod.set_problem(" ".join(say(each) for each in words))

    def go_to(self, place: str) -> None:
        """Put the cursor where a courier's reason is settled."""
        target: QWidget = {
            fixes.SIZE: self.sizes,
            fixes.SIDES: self.length.editor,
            fixes.WEIGHT: self.weight.editor,
            fixes.HANDING_IN: self.collects,
            fixes.LOCKER: self.locker.editor,
        }.get(place, self.postcode.editor)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter asks, as the button says."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    # Inside

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        start = Section(say("From"))
        start.add(self.sender_box)
        goal = Section(say("To"))
        goal.heading.addWidget(self._choose)
        goal.add(self.kind)
        goal.add(self.locker)
        goal.add(_side_by_side(self.postcode, self.city))
        goal.add(self._country_field)
        parcel = Section(say("Parcel"))
        parcel.add(_side_by_side(self.weight, self.length))
        parcel.add(_side_by_side(self.width_, self.height_))
        self._volume.hide()
        parcel.add(self._volume)
        sizes = QHBoxLayout()
        sizes.addWidget(self.sizes)
        sizes.addStretch(1)
        parcel.add(sizes)
        extras = Section(say("Extras"))
        extras.add(_side_by_side(self.cod, self.insurance))
        extras.add(self.collects)
        for part in (start, goal, parcel, extras):
            column.addWidget(part)
        column.addStretch(1)

    def _connect(self) -> None:
        self.sender_box.currentIndexChanged.connect(self._on_sender)
        self.kind.chosen.connect(self._on_kind)
        self.country.chosen.connect(self._on_currency)
        for field in (self.weight, self.length, self.width_, self.height_):
            self._edit(field).textChanged.connect(self._show_volume)
        self._edit(self.postcode).textEdited.connect(self._on_postcode)

    def _edit(self, field: FormField) -> UnitEdit:
        if not isinstance(field.editor, UnitEdit):
            raise TypeError(field.editor)
        return field.editor

    def _fields(self) -> tuple[FormField, ...]:
        return (
            self.locker,
            self.postcode,
            self.city,
            self._country_field,
            self.weight,
            self.length,
            self.width_,
            self.height_,
            self.cod,
            self.insurance,
        )

    def _problems(self) -> dict[FormField, str]:
        wrong: dict[FormField, str] = {}
        if not self.country.code():
            wrong[self._country_field] = say("Choose the country.")
        if not self.postcode.text() and not self.locker.text():
            wrong[self.postcode] = say("Type the postcode.")
        if not (typed.to_grams(self.weight.text()) or 0):
            wrong[self.weight] = say("Type it.")
        for field in (self.length, self.width_, self.height_):
            if field.text() and typed.to_millimetres(field.text()) is None:
                wrong[field] = say("Not a number")
        for field in (self.cod, self.insurance):
            if field.text() and typed.to_money(field.text(), "PLN") is None:
                wrong[field] = say("Not an amount")
        return wrong

    def _request(self, sender: Sender) -> QuoteRequest:
        currency = typed.currency_of(self.country.code())
        to_locker = self.kind.choice() == LOCKER
        return QuoteRequest(
            sender=sender.address,
            recipient=_stand_in(self.recipient(), sender.address),
            parcel=self.parcel(),
            cod=_amount(self.cod, currency),
            insurance=_amount(self.insurance, currency),
            locker=self.locker.text().upper() if to_locker else "",
            handing_in=HandingIn.COLLECT if self.collects.isChecked() else HandingIn.DROP_OFF,
        )

    def _chosen_sender(self) -> Sender | None:
        wanted = self.sender_box.currentData()
        return next((one for one in self._senders if one.id == wanted), None)

    def _on_sender(self) -> None:
        sender = self._chosen_sender()
        if sender is not None:
            self.collects.setChecked(sender.handing_in is not HandingIn.DROP_OFF)

    def _on_kind(self, _key: str = "") -> None:
        to_locker = self.kind.choice() == LOCKER
        self.locker.setVisible(to_locker)
        self._choose.setVisible(to_locker)
        self.sizes.setVisible(to_locker)

    def _on_postcode(self, _text: str = "") -> None:
        self.country.guess(guess_country(self.postcode.text()))
        self._on_currency()

    def _on_currency(self, _code: str = "") -> None:
        sign = fmt.symbol(typed.currency_of(self.country.code()))
        for field in (self.cod, self.insurance):
            self._edit(field).set_unit(sign)

    def _show_volume(self, _text: str = "") -> None:
        grams = self.parcel().volumetric_weight_g
        words = say("Volumetric weight {weight}", weight=fmt.weight(grams)) if grams else ""
        self._volume.setText(words)
        self._volume.setVisible(bool(words))


def _stand_in(place: Address, sender: Address) -> Address:
    """Return the place with somebody at it: couriers price no parcel without street and phone.

    The sender's own are true of somebody and reach nobody else; the price is by place and parcel.
    """
    return replace(
        sender,
        street2="",
        city=place.city,
        postcode=place.postcode,
        state=place.state,
        country=place.country,
        country_guessed=place.country_guessed,
    )


def _amount(field: FormField, currency: str) -> Money | None:
    amount = typed.to_money(field.text(), currency) if field.text() else None
    return amount if amount is not None and amount.minor > 0 else None


def _side_by_side(*fields: FormField) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row
