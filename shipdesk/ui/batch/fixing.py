"""What a person settles in a review, row by row; each act can be taken back while it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from shipdesk.domain.address import Address
from shipdesk.domain.order import HandingIn, Payment, PaymentKind
from shipdesk.domain.rules import RuleProblem
from shipdesk.services.batch_review import ReviewRow
from shipdesk.services.desk import Desk
from shipdesk.services.orders import OrderSheet, Undo
from shipdesk.ui import dialogs
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.words import payment_words, sheet_of
from shipdesk.ui.orders import fixes, typed
from shipdesk.ui.orders.address_sheet import ask_address
from shipdesk.ui.orders.locker_picker import ask_locker
from shipdesk.ui.orders.shown import heading_of
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say

CHANGED = "changed_since"
"""The stop of a row that is not as it was when it was shown."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled, in words, and the way back."""

    words: str
    undo: Undo


def suggestions(row: ReviewRow) -> tuple[RuleProblem, ...]:
    """Return the problems whose suggestion can be taken as it is."""
    sheet = sheet_of(row)
    if sheet is None:
        return ()
    to = sheet.order.recipient
    return tuple(
        one
        for one in row.problems
        if fixes.accept(to, one) is not None or (one.suggestion and one.field == "locker")
    )


def place_of(row: ReviewRow) -> str:
    """Return where what stops a row is settled; "" where nothing of it can be settled here."""
    if row.problems:
        return fixes.place_of(row.problems[0].field)
    field = str(row.stop.params.get("field", "")) if row.stop is not None else ""
    return "" if field in {"", "quotes", "sender"} else fixes.place_of(field)


class RowFixes:
    """Settles one row; None is returned where a person thought better of it."""

    def __init__(self, desk: Desk, scope: TaskScope, host: QWidget) -> None:
        self._desk, self._scope, self._host = desk, scope, host

    async def pay(self, row: ReviewRow, kind: PaymentKind) -> Settled | None:
        """Settle the payment; COD of the order's total, asked for where that is not known."""
        sheet = sheet_of(row)
        if sheet is None:
            return None
        payment = Payment(kind)
        if kind is PaymentKind.COD and sheet.order.total is None:
            currency = typed.currency_of(sheet.order.recipient.country)
            answer = await dialogs.ask_text(
                self._host.window(),
                title=say("How much does the courier collect?"),
                label=say("Amount in {currency}", currency=currency),
                check=lambda text: _amount_problem(text, currency),
            )
            amount = typed.to_money(answer or "", currency)
            if amount is None:
                return None
            payment = Payment(kind, amount)
        undo = await self._desk.orders.set_payment([row.key], payment)
        return Settled(payment_words(kind, fmt.money(payment.amount or sheet.order.total)), undo)

    async def accept(self, row: ReviewRow) -> Settled | None:
        """Take every suggestion that the rules make for the row."""
        sheet = sheet_of(row)
        taken = suggestions(row)
        if sheet is None or not taken:
            return None
        undo: list[Undo] = []
        address = sheet.order.recipient
        for problem in taken:
            address = fixes.accept(address, problem) or address
            if problem.field == "locker":
                undo.append(await self._desk.orders.set_locker([row.key], problem.suggestion))
        if address != sheet.order.recipient:
            undo.append(await self._desk.orders.set_address(row.key, address))
        words = " · ".join(f"→ {problem.suggestion}" for problem in taken)
        return Settled(words, _all_back(undo))

    async def hold(self, row: ReviewRow, *, hold: bool) -> None:
        """Put the order on hold, or take it off."""
        await self._desk.orders.set_hold([row.key], hold=hold)

    async def correct(self, row: ReviewRow) -> Settled | None:
        """Go where what stops the row is settled; its address where nothing stops it."""
        sheet = sheet_of(row)
        if sheet is None:
            return None
        place = place_of(row) or fixes.ADDRESS
        if place == fixes.LOCKER:
            return await self._locker(row, sheet)
        if place in {fixes.WEIGHT, fixes.SIDES, fixes.SIZE}:
            return await self._parcel(row, sheet, place)
        if place == fixes.HANDING_IN:
            return await self._handing_in(row)
        return await self._address(row, sheet)

    async def _locker(self, row: ReviewRow, sheet: OrderSheet) -> Settled | None:
        order = sheet.order
        near = order.recipient.postcode or order.recipient.city or order.locker
        point = await ask_locker(
            self._host, heading_of(order), near, self._desk.points.find, self._scope,
            self._desk.clock,
        )  # fmt: skip
        if point is None or point.code == order.locker:
            return None
        undo = await self._desk.orders.set_locker([row.key], point.code)
        return Settled(say("to the locker {code}", code=point.code), undo)

    async def _parcel(self, row: ReviewRow, sheet: OrderSheet, place: str) -> Settled | None:
        if place == fixes.SIZE:
            choices = [dialogs.Choice(each, each) for each in ("A", "B", "C")]
            title = say("Which size does {number} have?", number=row.number)
            size = await dialogs.ask_choice(self._host.window(), title=title, choices=choices)
            parcel = None if size is None else sheet.parcel.with_size(size)
        elif place == fixes.WEIGHT:
            answer = await dialogs.ask_text(
                self._host.window(),
                title=say("What does {number} weigh?", number=row.number),
                label=say("Weight in kg"),
                text=typed.kilograms(sheet.parcel.weight_g),
                check=_weight_problem,
            )
            grams = typed.to_grams(answer) if answer is not None else None
            parcel = replace(sheet.parcel, weight_g=grams) if grams else None
        else:
            answer = await dialogs.ask_text(
                self._host.window(),
                title=say("How large is {number}?", number=row.number),
                label=say("Length × width × height in cm"),
                check=_sides_problem,
            )
            sides = _sides(answer or "")
            parcel = None
            if sides is not None:
                length, width, height = sides
                parcel = replace(sheet.parcel, length_mm=length, width_mm=width, height_mm=height)
        if parcel is None:
            return None
        undo = await self._desk.orders.set_parcel([row.key], parcel)
        shown = " ".join(part for part in (parcel.size, fmt.weight(parcel.weight_g)) if part)
        return Settled(say("parcel {parcel}", parcel=shown), undo)

    async def _handing_in(self, row: ReviewRow) -> Settled | None:
        """Ask how it is handed in; the first answer becomes the sender's habit, as in Orders."""
        choices = (
            dialogs.Choice(HandingIn.COLLECT.value, say("The courier collects")),
            dialogs.Choice(HandingIn.DROP_OFF.value, say("I drop off")),
        )
        title = say("How is {number} handed in?", number=row.number)
        chosen = await dialogs.ask_choice(self._host.window(), title=title, choices=choices)
        if chosen is None:
            return None
        way = HandingIn(chosen)
        undo = await self._desk.orders.set_handing_in([row.key], way)
        sender = row.plan.sender if row.plan is not None else None
        if sender is not None and sender.handing_in is HandingIn.UNKNOWN:
            await self._desk.senders.set_handing_in(sender, way)
        return Settled(next(one.text for one in choices if one.key == chosen), undo)

    async def _address(self, row: ReviewRow, sheet: OrderSheet) -> Settled | None:
        order = sheet.order

        def check(address: Address) -> Sequence[RuleProblem]:
            changed = replace(order, recipient=address)
            handing_in = row.plan.handing_in if row.plan is not None else HandingIn.UNKNOWN
            return self._desk.orders.check(changed, sheet.parcel, handing_in)

        field = row.problems[0].field if row.problems else ""
        answer = await ask_address(
            self._host, order.number, order.recipient, check, fixes.address_field(field)
        )
        if answer is None or answer == order.recipient:
            return None
        sure = replace(answer, country_guessed=False)
        undo = await self._desk.orders.set_address(row.key, sure)
        return Settled(say("address corrected"), undo)


def _all_back(undo: Sequence[Undo]) -> Undo:
    async def back() -> None:
        for each in reversed(undo):
            await each()

    return back


def _amount_problem(text: str, currency: str) -> str | None:
    amount = typed.to_money(text, currency)
    return None if amount is not None and amount.minor > 0 else say("Type an amount above 0.")


def _weight_problem(text: str) -> str | None:
    return None if typed.to_grams(text) else say("Type a weight above 0.")


def _sides(text: str) -> tuple[int, int, int] | None:
    """Return three sides in mm of `60 x 40 x 20`, None where it is not that."""
    found = [typed.to_millimetres(part) for part in text.lower().replace("×", "x").split("x")]
    sides = tuple(side for side in found if side)
    return (sides[0], sides[1], sides[2]) if len(sides) == len(found) == 3 else None  # noqa: PLR2004


def _sides_problem(text: str) -> str | None:
    return None if _sides(text) else say("Type three lengths, such as 60 x 40 x 20.")
