"""The details of one order: what is sent, to whom, for how much, and the button that buys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shipdesk.domain.order import HandingIn, OrderKey, PaymentKind
from shipdesk.domain.rules import RuleProblem
from shipdesk.ui import format as fmt
from shipdesk.ui.orders import fixes
from shipdesk.ui.orders.address_card import AddressCard
from shipdesk.ui.orders.allowed import shut_words
from shipdesk.ui.orders.header import ItemList, OrderHeader
from shipdesk.ui.orders.order_actions import OrderActions
from shipdesk.ui.orders.parcel_row import ParcelRow
from shipdesk.ui.orders.quote_rows import price_of
from shipdesk.ui.orders.quotes_section import QuotesSection
from shipdesk.ui.orders.shipment_card import ShipmentCard
from shipdesk.ui.orders.shown import OrderView, StateWords, state_of
from shipdesk.ui.orders.state_card import ProblemList, StateCard
from shipdesk.ui.queues import HeldControl
from shipdesk.ui.tab_order import bring_into_sight
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import (
    KeyHintButton,
    Kind,
    LinkButton,
    Section,
    Segmented,
    StatePane,
    Text,
    ToldSection,
    UnitEdit,
)
from shipdesk.wording import phrase as say


class _BuyButton(KeyHintButton):
    """The one primary button; its words carry the price, its name stays."""

    def _sync(self) -> None:
        super()._sync()
        self.setAccessibleName(say("Buy"))


class OrderDetails(QObject):
    """Builds the sections of the pane and keeps them true to one order."""

    parcel_edited = Signal(object)
    payment_chosen = Signal(str)
    amount_wanted = Signal()
    handing_in_chosen = Signal(str)
    note_edited = Signal(str)
    country_confirmed = Signal()
    quote_picked = Signal(str)
    fix_taken = Signal(object)
    place_wanted = Signal(str)
    shipment_opened = Signal(str)
    operation_opened = Signal(str)

    def __init__(self, actions: OrderActions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.key = OrderKey("")
        self._twice: StateWords | None = None
        self.header = OrderHeader(actions.hold, actions.copy)
        self.state = StateCard(actions.take_back)
        self.held = HeldControl(actions.own, lined=True)
        self.problems = ProblemList()
        self.shipment = ShipmentCard(actions.print)
        self.items = ItemList()
        self.parcel = ParcelRow()
        self.address = AddressCard()
        self.payment = Segmented(
            [(PaymentKind.PAID, say("Paid")), (PaymentKind.COD, say("COD"))], name=say("Payment")
        )
        self.handing_in = Segmented(
            [
                (HandingIn.COLLECT, say("Courier collects")),
                (HandingIn.DROP_OFF, say("I drop off")),
            ],
            name=say("Handing in"),
        )
        self.note = UnitEdit(name=say("Note"))
        self.note.setPlaceholderText(say("Note for the packer"))
        self.quotes = QuotesSection(actions.ask, actions.compare)
        self._options = LinkButton(actions.options)
        self._options_words = Text(
            face=Face.SECONDARY, tone="muted", wrap=True, name=say("Chosen options")
        )
        self.buy = _BuyButton(actions.buy, kind=Kind.PRIMARY, height=36)
        self.after = Text(face=Face.SECONDARY, tone="muted", name=say("After buying"))
        self.nothing = StatePane(name=say("No order chosen"))
        self._total = Text(face=Face.SECONDARY, tone="muted", name=say("Order total"))
        self._payment_note = Text(
            face=Face.SECONDARY, tone="muted", wrap=True, name=say("Amount to collect")
        )
        self._cash_note = Text(
            face=Face.SECONDARY, tone="amber", wrap=True, copyable=True, name=say("Why no COD")
        )
        self._shop_note = Text(face=Face.SECONDARY, wrap=True, copyable=True,
                               name=say("Note of the shop"))  # fmt: skip
        self._amount = LinkButton(say("Change…"))
        self._choose_locker = LinkButton(actions.locker)
        self._edit = LinkButton(say("Edit"))
        self._another = KeyHintButton(actions.another)
        self._collect_row = _labelled(say("Handing in"), self.handing_in)
        self.sections = self._build()
        self._footer_part = self._build_footer()
        self._connect()

    def footer(self) -> QWidget:
        """Return what stands below the details: the primary button and what follows it."""
        return self._footer_part

    # Showing

    def show_nothing(self, title: str, sentence: str) -> None:
        """Say that no order is chosen."""
        self.key = OrderKey("")
        self._twice = None
        self.nothing.show_state(title, sentence, icon="orders")
        self._show_parts(shown=False)

    def show_order(self, view: OrderView, now: datetime) -> None:
        """Show an order; the same one is brought up to date in place."""
        order, sheet = view.order, view.sheet
        other = order.key != self.key
        if other:
            self._twice = None
        self.key = order.key
        self._show_parts(shown=True)
        self.show_state(view, now)
        bought, settled = bool(view.live), bool(view.live) or view.closed
        missing_payment = order.payment.kind is PaymentKind.UNKNOWN
        listed = () if settled or view.under_way else sheet.problems
        self.problems.show_problems([one for one in listed if one.field != "payment"])
        self.shipment.show_shipments(view)
        self._total.setText(fmt.money(order.total, missing=""))
        self.items.show_lines(order)
        if other:
            self.parcel.forget()
        self.parcel.show_parcel(sheet.parcel, for_locker=bool(order.locker))
        self.parcel.set_editable(editable=view.editable)
        self.address.show_order(order, editable=view.editable)
        self.payment.choose("" if missing_payment else order.payment.kind.value)
        self._show_payment_note(view)
        self._collect_row.setVisible(view.asks_handing_in and not settled)
        self.handing_in.choose(view.handing_in.value)
        self._choose_locker.setVisible(view.has_lockers and view.editable)
        if other or not self.note.hasFocus():
            self.note.setText(sheet.additions.note)
            self.note.setModified(False)
        gone = say("Deleted in the order book") if sheet.fetched.gone else ""
        self._shop_note.setText("\n".join(part for part in (gone, order.note) if part))
        self._shop_note.setVisible(bool(gone or order.note))
        self.told.show_copies(sheet.fetched.raw)
        self._another.setVisible(bought)
        self._edit.setVisible(view.editable)
        self.buy.setVisible(not settled)
        self.buy.set_busy(view.under_way)
        self._close(self.quotes.list, view)
        self.quotes.setVisible(not settled)
        if other:
            self.quotes.show_busy(busy=False)
        locker = order.locker
        self.quotes.show_sheet(sheet.quotes, sheet.quotes_at, sheet.additions.quote_key, locker)
        self.show_price()

    def show_options(self, words: str) -> None:
        """Show what else was asked for; "" for a plain parcel."""
        self._options_words.setText(words)
        self._options_words.setVisible(bool(words))

    def show_state(self, view: OrderView, now: datetime) -> None:
        """Show what is happening to a purchase; its words change as time passes."""
        self.header.show_order(view, now)
        self.state.show_state(state_of(view, now) or self._twice)

    def show_nothing_bought(self, words: str) -> None:
        """Say, until another order is looked at, that a purchase stands and no other was made."""
        self._twice = StateWords(say("Nothing was bought twice"), words, Tone.GREEN)
        self.state.show_state(self._twice)

    def go_to_note(self) -> None:
        """Put the cursor into the note, wherever the pane is scrolled."""
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bring_into_sight(self.note)

    def show_price(self) -> None:
        """Put the price of the picked quote on the primary button."""
        quote = self.quotes.list.current()
        words = say("Buy")
        if quote is not None:
            words = f"{words} · {price_of(quote)}"
        self._actions.buy.setText(words.replace("&", "&&"))

    def show_after(self, words: str) -> None:
        """Say what follows the purchase: where the label goes."""
        self.after.setText(words)

    def show_problems(self, problems: Sequence[RuleProblem]) -> None:
        """Show what stops the purchase and go to the first of it."""
        self.problems.show_problems(problems)
        if problems:
            first = problems[0]
            self.show_stop(fixes.place_of(first.field), first.words)

    def show_stop(self, place: str, words: str) -> None:
        """Say beside the place concerned why it cannot be bought, and put the focus there."""
        focus = Qt.FocusReason.OtherFocusReason
        if place in {fixes.WEIGHT, fixes.SIZE, fixes.SIDES}:
            self.parcel.show_problem(words, focus=place)
        elif place == fixes.PAYMENT:
            self._say_payment(words, tone="red")
            _first_of(self.payment).setFocus(focus)
        elif place == fixes.HANDING_IN:
            self._collect_row.show()
            self.quotes.show_problem(words)
            _first_of(self.handing_in).setFocus(focus)
        elif place == fixes.LOCKER:
            self.quotes.show_problem(words)
            self._choose_locker.show()
            self._choose_locker.setFocus(focus)
        elif place != fixes.ADDRESS:
            self.quotes.show_problem(words)

    # Building

    def _build(self) -> tuple[QWidget, ...]:
        what = Section(say("Items"))
        what.heading.addWidget(self._total)
        what.add(self.items)
        what.add(self.parcel)
        what.add(self._options_words)
        what.add(self._options)
        what.body.setAlignment(self._options, Qt.AlignmentFlag.AlignLeft)
        where = Section(say("As the label will read"))
        where.heading.addWidget(self._choose_locker)
        where.heading.addWidget(self._edit)
        where.add(self.address)
        where.add(self._collect_row)
        money = QHBoxLayout()
        money.setSpacing(8)
        money.addWidget(self._payment_note, 1)
        money.addWidget(self._amount)
        where.add(_labelled(say("Payment"), self.payment))
        where.add(money)
        where.add(self._cash_note)
        notes = Section(say("Notes"), lined=False)
        notes.add(self._shop_note)
        notes.add(self.note)
        self.told = ToldSection()
        return (
            self.nothing,
            self.header,
            self.state,
            self.held.part,
            self.problems,
            self.shipment,
            what,
            where,
            self.quotes,
            notes,
            self.told,
        )

    def _build_footer(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(6)
        column.addWidget(self.buy)
        column.addWidget(self._another)
        column.addWidget(self.after, 0, Qt.AlignmentFlag.AlignHCenter)
        return made

    def _connect(self) -> None:
        self._edit.clicked.connect(self._actions.edit.trigger)
        self.parcel.edited.connect(self.parcel_edited)
        self.payment.chosen.connect(self.payment_chosen)
        self._amount.clicked.connect(self.amount_wanted)
        self.handing_in.chosen.connect(self.handing_in_chosen)
        self.note.editingFinished.connect(self._on_note)
        self.address.country_confirmed.connect(self.country_confirmed)
        self.quotes.list.picked.connect(self.quote_picked)
        self.quotes.fix_wanted.connect(self.place_wanted)
        self.problems.fix_taken.connect(self.fix_taken)
        self.problems.field_wanted.connect(
            lambda field: self.place_wanted.emit(fixes.place_of(field))
        )
        self.shipment.shipment_opened.connect(self.shipment_opened)
        self.state.operation_opened.connect(self.operation_opened)

    def _show_parts(self, *, shown: bool) -> None:
        self.nothing.setVisible(not shown)
        for part in self.sections[1:]:
            own = (self.state, self.held.part, self.problems, self.shipment, self.quotes, self.told)
            if part not in own or not shown:
                part.setVisible(shown)
        self._footer_part.setVisible(shown)

    @staticmethod
    def _close(part: QWidget, view: OrderView) -> None:
        """Close what is not changed any more, and let its tooltip say why."""
        part.setEnabled(view.editable)
        part.setToolTip(shut_words(view))

    def _show_payment_note(self, view: OrderView) -> None:
        payment = view.order.payment
        cod = payment.kind is PaymentKind.COD
        self._amount.setVisible(cod and view.editable)
        for choice in (self.payment, self.handing_in):
            self._close(choice, view)
        missing = view.cash_problems if view.editable else ()
        self._cash_note.setText("\n".join(map(say, missing)))
        self._cash_note.setVisible(bool(missing))
        if payment.kind is PaymentKind.UNKNOWN:
            self._say_payment(say("Not known. It is never taken for paid."), tone="amber")
        elif cod:
            words = say("The courier collects {amount}.", amount=fmt.money(payment.amount))
            self._say_payment(words)
        else:
            self._say_payment("")

    def _say_payment(self, words: str, tone: str = "muted") -> None:
        self._payment_note.setText(words)
        self._payment_note.set_tone(tone)
        self._payment_note.setVisible(bool(words))

    def _on_note(self) -> None:
        if self.note.isModified():
            self.note.setModified(False)
            self.note_edited.emit(self.note.text().strip())


def _labelled(label: str, part: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    words: QLabel = Text(label, face=Face.SECONDARY, tone="muted")
    words.setBuddy(part)
    row.addWidget(words)
    row.addStretch(1)
    row.addWidget(part)
    return made


def _first_of(segments: Segmented) -> QWidget:
    """Return the segment that takes the focus: the first one."""
    item = segments.row.itemAt(0)
    widget = item.widget() if item is not None else None
    return widget or segments
