"""The sheet in which an order is typed: who, what, how it is paid, what the parcel is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shipdesk.domain.account import LOCAL
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.order import HandingIn, Order, OrderKey, Payment, PaymentKind
from shipdesk.domain.rules import RuleProblem
from shipdesk.services.orders import NewOrder
from shipdesk.ui import format as fmt
from shipdesk.ui.orders import fixes, typed
from shipdesk.ui.orders.address_fields import AddressFields
from shipdesk.ui.orders.form_sheet import FormSheet
from shipdesk.ui.orders.line_fields import LineFields
from shipdesk.ui.orders.parcel_row import ParcelRow
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import FormField, Segmented, Text, UnitEdit, sheet_closed
from shipdesk.wording import phrase as say

Check = Callable[[Order, Parcel, HandingIn], Sequence[RuleProblem]]


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What the form begins with, for instance a lane and a parcel from the Quotes page."""

    recipient: Address = field(default_factory=Address)
    parcel: Parcel = field(default_factory=Parcel)
    payment: Payment = field(default_factory=Payment)
    locker: str = ""


class NewOrderSheet(FormSheet):
    """A form with the local rules beside its fields; only the number is asked for at once."""

    def __init__(self, host: QWidget, draft: OrderDraft, check: Check, now: datetime) -> None:
        super().__init__(
            host,
            say("New order"),
            say("Kept on this computer"),
            confirm=say("Save the order"),
            width=620,
        )
        self._check, self._now = check, now
        self._total_typed = False
        self.typed: NewOrder | None = None
        self.number = FormField(say("Number"))
        self.address = AddressFields()
        self.lines = LineFields()
        self.total = FormField(say("Total"), UnitEdit(unit="zł", name=say("Total")))
        self.payment = Segmented(
            [
                (PaymentKind.UNKNOWN, say("Not known")),
                (PaymentKind.PAID, say("Paid")),
                (PaymentKind.COD, say("COD")),
            ],
            name=say("Payment"),
        )
        self.cod = FormField(say("Amount to collect"), UnitEdit(name=say("Amount to collect")))
        self.locker = FormField(say("Locker code"), UnitEdit(name=say("Locker code")))
        self.parcel = ParcelRow()
        self.note = FormField(say("Note"), UnitEdit(name=say("Note of the order")))
        self._about = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("About the form"))
        self._build()
        self._fill(draft)
        self._connect()
        self.start_at = self.number.focus_editor
        self.recheck()

    def order(self) -> NewOrder:
        """Return the order as typed."""
        currency = self._currency()
        total = typed.to_money(self.total.text(), currency)
        parcel = self.parcel.parcel()
        return NewOrder(
            number=self.number.text(),
            recipient=self.address.address(),
            lines=self.lines.lines(),
            total=total,
            payment=self._payment(),
            parcel=parcel if parcel.source is Source.TYPED else None,
            locker=self.locker.text().upper(),
            note=self.note.text(),
        )

    def submit(self) -> None:
        """Take the order; without a number the cursor goes there."""
        self.parcel.take_typed()
        self.recheck()
        if not self.number.text():
            self.number.set_problem(say("An order needs a number."))
            self.number.focus_editor()
            return
        self.typed = self.order()
        self.close_sheet()

    def recheck(self) -> None:
        """Ask the local rules about what is typed now and show each beside its field."""
        new = self.order()
        if self.number.text():
            self.number.set_problem()
        order = Order(
            key=OrderKey("local:new"),
            account_id=LOCAL,
            remote_id="new",
            number=new.number,
            created_at=self._now,
            recipient=new.recipient,
            lines=new.lines,
            total=new.total,
            payment=new.payment,
            locker=new.locker,
        )
        begun = bool(new.recipient.name or new.recipient.postcode or new.recipient.street)
        problems = self._check(order, self.parcel.parcel(), HandingIn.UNKNOWN) if begun else ()
        told = [one for one in problems if one.field != "handing_in"]
        self.address.show_problems([one for one in told if fixes.address_field(one.field)])
        self._show_at(told, "locker", self.locker)
        self._show_at(told, "total", self.total)
        self._show_at(told, "cod", self.cod)
        missing = [
            one.words
            for one in told
            if fixes.place_of(one.field) in {fixes.WEIGHT, fixes.SIDES, fixes.SIZE}
        ]
        self._about.setText(" ".join(missing[:2]))
        self._about.set_tone("amber" if missing else "muted")
        self._about.setVisible(bool(missing))

    # Inside

    def _build(self) -> None:
        column = self.body
        column.addWidget(self.number)
        column.addWidget(_heading(say("Recipient")))
        column.addWidget(self.address)
        column.addWidget(_heading(say("Items")))
        column.addWidget(self.lines)
        column.addWidget(_heading(say("Money")))
        money = QHBoxLayout()
        money.setSpacing(8)
        money.addWidget(self.total, 1, Qt.AlignmentFlag.AlignTop)
        money.addWidget(self.cod, 1, Qt.AlignmentFlag.AlignTop)
        pay = QHBoxLayout()
        pay.addWidget(self.payment)
        pay.addStretch(1)
        column.addLayout(pay)
        column.addLayout(money)
        column.addWidget(_heading(say("Parcel")))
        column.addWidget(self.parcel)
        column.addWidget(self._about)
        more = QHBoxLayout()
        more.setSpacing(8)
        more.addWidget(self.locker, 1, Qt.AlignmentFlag.AlignTop)
        more.addWidget(self.note, 2, Qt.AlignmentFlag.AlignTop)
        column.addLayout(more)
        column.addStretch(1)

    def _fill(self, draft: OrderDraft) -> None:
        self.address.show_address(draft.recipient)
        parcel = draft.parcel
        self.parcel.show_parcel(parcel, for_locker=bool(draft.locker))
        self.locker.set_text(draft.locker)
        self.payment.choose(draft.payment.kind.value)
        if draft.payment.amount is not None:
            self.cod.set_text(fmt.amount_only(draft.payment.amount))
        self._on_country()
        self._on_payment()

    def _connect(self) -> None:
        self.address.changed.connect(self._on_country)
        self.address.changed.connect(self.recheck)
        self.lines.changed.connect(self._on_lines)
        self.payment.chosen.connect(lambda _key: self._on_payment())
        self.parcel.edited.connect(lambda _parcel: self.recheck())
        for one in (self.number, self.total, self.cod, self.locker):
            editor = one.editor
            if isinstance(editor, UnitEdit):
                editor.editingFinished.connect(self.recheck)
        total = self.total.editor
        if isinstance(total, UnitEdit):
            total.textEdited.connect(self._on_total_typed)
        locker = self.locker.editor
        if isinstance(locker, UnitEdit):
            locker.editingFinished.connect(self._on_locker)

    def _currency(self) -> str:
        return typed.currency_of(self.address.country_box.code())

    def _payment(self) -> Payment:
        kind = PaymentKind(self.payment.choice() or PaymentKind.UNKNOWN)
        if kind is not PaymentKind.COD:
            return Payment(kind, source="typed")
        amount = typed.to_money(self.cod.text() or self.total.text(), self._currency())
        return Payment(kind, amount, source="typed")

    def _on_country(self) -> None:
        currency = self._currency()
        self.lines.set_currency(currency)
        for one in (self.total, self.cod):
            if isinstance(one.editor, UnitEdit):
                one.editor.set_unit(fmt.symbol(currency))

    def _on_lines(self) -> None:
        total = self.lines.total()
        if total is not None and not self._total_typed:
            self.total.set_text(fmt.amount_only(total))
        self.recheck()

    def _on_total_typed(self) -> None:
        self._total_typed = True

    def _on_payment(self) -> None:
        self.cod.setVisible(self.payment.choice() == PaymentKind.COD)
        self.recheck()

    def _on_locker(self) -> None:
        parcel = self.parcel.parcel()
        self.parcel.show_parcel(replace(parcel), for_locker=bool(self.locker.text()))

    def _show_at(self, problems: Sequence[RuleProblem], name: str, field_: FormField) -> None:
        found = next((one for one in problems if one.field == name), None)
        field_.set_problem(found.words if found else "")


def _heading(words: str) -> Text:
    return Text(words, face=Face.LABEL, tone="muted")


async def ask_order(
    host: QWidget, draft: OrderDraft, check: Check, now: datetime
) -> NewOrder | None:
    """Ask for a typed order; None where the sheet was closed."""
    sheet = NewOrderSheet(host, draft, check, now)
    try:
        await sheet_closed(sheet)
    finally:
        sheet.deleteLater()
    return sheet.typed
