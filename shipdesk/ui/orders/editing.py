"""What a person adds to orders: payment, hold, parcel, locker, address, note; all undoable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn, OrderKey, Payment, PaymentKind, Stage
from shipdesk.domain.rows import OrderRow
from shipdesk.domain.rules import RuleProblem
from shipdesk.errors import OperationRefusedError
from shipdesk.ui import dialogs
from shipdesk.ui import format as fmt
from shipdesk.ui.orders import fixes, typed
from shipdesk.ui.orders.address_sheet import ask_address
from shipdesk.ui.orders.allowed import OPEN_STAGES
from shipdesk.ui.orders.current import OrderPart
from shipdesk.ui.orders.locker_picker import ask_locker
from shipdesk.ui.orders.shown import OrderView, heading_of
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

Undo = Callable[[], Awaitable[None]]


class OrderEditing(OrderPart):
    """Edits the order in hand, or every selected one; nothing of it is sent anywhere."""

    # Wishes, as the page tells them

    def on_payment_cycled(self) -> None:
        """P: paid, then COD of the total, then paid again; on all that is selected."""
        self._scope.start(self._cycle_payment, key="payment")

    def on_payment_chosen(self, kind: str) -> None:
        """A click on Paid or COD in the details: the selection, or the order in hand."""
        self._scope.start(self._set_payment, PaymentKind(kind), key="payment")

    def on_amount_wanted(self) -> None:
        """Another amount to collect than the order's total."""
        self._scope.start(self._ask_amount, key="amount")

    def on_hold(self) -> None:
        """H: put on hold, or take off where the first one is on hold."""
        self._scope.start(self._hold, key="hold")

    def on_parcel(self, parcel: Parcel) -> None:
        """Take a parcel as typed."""
        view = self._editable()
        if view is not None:
            self._scope.start(self._set_parcel, view, parcel)

    def on_handing_in(self, way: str) -> None:
        """Take how it is handed in; the first answer becomes the sender's habit."""
        view = self._editable()
        if view is not None:
            self._scope.start(self._set_handing_in, view, HandingIn(way), key="handing_in")

    def on_note(self, note: str) -> None:
        """Keep a note with the order."""
        view = self._current.view()
        if view is not None:
            self._scope.start(self._set_note, view.order.key, note)

    def on_edit(self, focus: str = "") -> None:
        """Open the address, the cursor in a field."""
        view = self._editable()
        if view is not None:
            self._scope.start(self._edit_address, view, focus, key="sheet")

    def on_locker(self) -> None:
        """Open the lockers."""
        view = self._editable()
        if view is not None:
            self._scope.start(self._choose_locker, view, key="sheet")

    def on_fix(self, problem: RuleProblem) -> None:
        """Accept what a rule suggests."""
        view = self._editable()
        if view is None:
            return
        fixed = fixes.accept(view.order.recipient, problem)
        if fixed is not None:
            self._scope.start(self._set_address, view.order.key, fixed, key="address")
        elif problem.field == "locker":
            self._scope.start(self._set_locker, view.order.key, problem.suggestion, key="locker")
        else:
            self.on_edit(fixes.address_field(problem.field))

    def on_country_confirmed(self) -> None:
        """Take a guessed country as right."""
        view = self._current.view()
        if view is not None:
            sure = replace(view.order.recipient, country_guessed=False)
            self._scope.start(self._set_address, view.order.key, sure, key="address")

    def on_place(self, place: str) -> None:
        """Go where something is settled."""
        if place == fixes.LOCKER:
            self.on_locker()
        elif place == fixes.ADDRESS:
            self.on_edit(self._first_wrong())
        else:
            view = self._current.view()
            problems = view.sheet.problems if view else ()
            found = next((one for one in problems if fixes.place_of(one.field) == place), None)
            self._page.details.show_stop(place, found.words if found else "")

    # Work

    async def _cycle_payment(self) -> None:
        rows = await self._open_rows()
        if rows:
            paid = rows[0].payment == PaymentKind.PAID
            await self._settle(rows, PaymentKind.COD if paid else PaymentKind.PAID)

    async def _set_payment(self, kind: PaymentKind) -> None:
        rows = await self._open_rows()
        if rows:
            await self._settle(rows, kind)

    async def _settle(self, rows: Sequence[OrderRow], kind: PaymentKind) -> None:
        unpriced = [row for row in rows if kind is PaymentKind.COD and row.total_minor is None]
        rows = [row for row in rows if row not in unpriced]
        if unpriced and not rows:
            await self._ask_amount()
            return
        keys = [OrderKey(row.key) for row in rows]
        undo = await self._desk.orders.set_payment(keys, Payment(kind))
        if len(rows) == 1:
            amount = fmt.minor(rows[0].total_minor, rows[0].currency)
            words = (
                say("{number}: paid", number=rows[0].number)
                if kind is PaymentKind.PAID
                else say("{number}: COD {amount}", number=rows[0].number, amount=amount)
            )
        elif kind is PaymentKind.PAID:
            words = plural(len(rows), "{n} order is paid", "{n} orders are paid")
        else:
            words = plural(len(rows), "{n} order is COD", "{n} orders are COD")
        self._done(words, undo, keys)

    async def _ask_amount(self) -> None:
        view = self._editable()
        if view is None:
            return
        known = view.order.payment.amount or view.order.total
        currency = known.currency if known else typed.currency_of(view.order.recipient.country)
        answer = await dialogs.ask_text(
            self._page.window(),
            title=say("How much does the courier collect?"),
            label=say("Amount in {currency}", currency=currency),
            text=fmt.amount_only(known, missing=""),
            check=lambda text: _amount_problem(text, currency),
        )
        amount = typed.to_money(answer or "", currency)
        if amount is None:
            self._current.renew()
            return
        key = view.order.key
        undo = await self._desk.orders.set_payment([key], Payment(PaymentKind.COD, amount))
        words = say("{number}: COD {amount}", number=view.order.number, amount=fmt.money(amount))
        self._done(words, undo, [key])

    async def _hold(self) -> None:
        rows = await self._open_rows()
        if not rows:
            return
        hold = rows[0].stage != Stage.ON_HOLD
        keys = [OrderKey(row.key) for row in rows]
        undo = await self._desk.orders.set_hold(keys, hold=hold)
        if len(rows) == 1:
            words = say("{number} is on hold") if hold else say("{number} is off hold")
            words = words.replace("{number}", rows[0].number)
        elif hold:
            words = plural(len(rows), "{n} order is on hold", "{n} orders are on hold")
        else:
            words = plural(len(rows), "{n} order is off hold", "{n} orders are off hold")
        self._done(words, undo, ())

    async def _set_parcel(self, view: OrderView, parcel: Parcel) -> None:
        key = view.order.key
        self._current.outdate([key])
        undo = await self._desk.orders.set_parcel([key], parcel)
        weight = " ".join(part for part in (parcel.size, fmt.weight(parcel.weight_g)) if part)
        words = say("{number}: parcel {parcel}", number=view.order.number, parcel=weight)
        self._done(words, undo, [key])

    async def _set_handing_in(self, view: OrderView, way: HandingIn) -> None:
        key = view.order.key
        undo = await self._desk.orders.set_handing_in([key], way)
        self._current.outdate([key])
        try:
            sender = await self._desk.senders.default_for(view.order.recipient.country)
        except OperationRefusedError:
            sender = None
        if sender is not None and sender.handing_in is HandingIn.UNKNOWN:
            await self._desk.senders.set_handing_in(sender, way)
        self._done("", undo, [key])

    async def _set_note(self, key: OrderKey, note: str) -> None:
        undo = await self._desk.orders.set_note(key, note)
        self._done(say("The note is kept."), undo, ())

    async def _edit_address(self, view: OrderView, focus: str) -> None:
        order, sheet = view.order, view.sheet

        def check(address: Address) -> Sequence[RuleProblem]:
            changed = replace(order, recipient=address)
            return self._desk.orders.check(changed, sheet.parcel, view.handing_in)

        host = self._page.host()
        answer = await ask_address(host, order.number, order.recipient, check, focus)
        if answer is not None and answer != order.recipient:
            await self._set_address(order.key, replace(answer, country_guessed=False))

    async def _set_address(self, key: OrderKey, address: Address) -> None:
        undo = await self._desk.orders.set_address(key, address)
        self._done(say("The address is corrected here."), undo, [key])

    async def _choose_locker(self, view: OrderView) -> None:
        order = view.order
        near = order.recipient.postcode or order.recipient.city or order.locker
        point = await ask_locker(
            self._page.host(),
            heading_of(order),
            near,
            self._desk.points.find,
            self._scope,
            self._desk.clock,
        )
        if point is not None and point.code != order.locker:
            await self._set_locker(order.key, point.code)

    async def _set_locker(self, key: OrderKey, code: str) -> None:
        undo = await self._desk.orders.set_locker([key], code)
        self._done(say("Goes to the locker {code}.", code=code), undo, [key])

    async def _open_rows(self) -> Sequence[OrderRow]:
        """Return the rows to act on that are not bought; says so where none is left."""
        rows = await self._current.acting()
        mine = [row for row in rows if row.stage in OPEN_STAGES]
        if rows and not mine:
            self._notices.toast(say("Bought orders are not changed any more."), tone=Tone.GREY)
            self._current.renew()
        return mine

    def _done(self, words: str, undo: Undo, charged: Sequence[OrderKey]) -> None:
        """Offer the way back, and have what is charged for asked again."""
        self._current.outdate(charged)
        if words:
            self._notices.toast(
                words, undo=lambda: self._scope.start(self._undo, undo, tuple(charged))
            )
        self._current.renew()

    async def _undo(self, undo: Undo, charged: Sequence[OrderKey]) -> None:
        await undo()
        self._current.outdate(charged)
        self._current.renew()

    def _first_wrong(self) -> str:
        view = self._current.view()
        fields = (fixes.address_field(one.field) for one in view.sheet.problems) if view else ()
        return next((name for name in fields if name), "")


def _amount_problem(text: str, currency: str) -> str | None:
    amount: Money | None = typed.to_money(text, currency)
    return None if amount is not None and amount.minor > 0 else say("Type an amount above 0.")
