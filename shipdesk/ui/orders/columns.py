"""The columns of the list of orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shipdesk.clock import from_millis
from shipdesk.domain.order import PaymentKind, Stage
from shipdesk.domain.rows import OrderRow
from shipdesk.ui import format as fmt
from shipdesk.ui.orders import stages
from shipdesk.ui.table import Align, Column, Look
from shipdesk.ui.theme import Face, Tone
from shipdesk.wording import phrase as say

_RED = frozenset({"refused", "failed", "rule", "no_funds"})
_AMBER = frozenset({"waiting", "missing", "payment", "held", "changed"})


def _date(row: OrderRow) -> str:
    return fmt.day(from_millis(row.created_ms))


def _place_tip(row: OrderRow) -> str:
    if row.country_guessed:
        return say(
            "{place}. The country {country} is guessed from the postcode.",
            place=row.place,
            country=row.country,
        )
    return ""


def _place_look(row: OrderRow) -> Look:
    """Tell a locker from a door; a guessed country steps back."""
    look = Look.icon("locker" if row.to_locker else "home")
    return replace(look, is_muted=True) if row.country_guessed else look


def _payment(row: OrderRow) -> str:
    words = {PaymentKind.PAID: say("paid"), PaymentKind.COD: say("COD")}
    return words.get(PaymentKind(row.payment), "?")


def _payment_look(row: OrderRow) -> Look:
    if row.payment == PaymentKind.COD:
        return Look.badge(say("COD"), Tone.BLUE)
    return Look.muted() if row.payment == PaymentKind.PAID else Look.badge("?", Tone.AMBER)


def _payment_tip(row: OrderRow) -> str:
    if row.payment == PaymentKind.COD:
        amount = fmt.minor(row.cod_minor, row.currency)
        return say("The courier collects {amount}.", amount=amount)
    if row.payment == PaymentKind.UNKNOWN:
        return say("Paid or cash on delivery? Settle it with P.")
    return ""


def _parcel(row: OrderRow) -> str:
    weight = fmt.weight(row.weight_g) if row.weight_g else ""
    return " ".join(part for part in (row.parcel_size, weight) if part) or fmt.DASH


def _parcel_tip(row: OrderRow) -> str:
    return say("Assumed: nobody has measured it.") if row.parcel_assumed else ""


def _state_tone(row: OrderRow) -> Look:
    if row.state_key == "unknown":
        return Look.tone(Tone.VIOLET)
    if row.state_key in _AMBER:
        return Look.tone(Tone.AMBER)
    if row.state_key in _RED or row.stage == Stage.PROBLEM:
        return Look.tone(Tone.RED)
    return Look.tone(Tone.BLUE) if row.state_key in stages.STATES else Look.muted()


def _best(row: OrderRow, *, long: bool) -> str:
    """A purchase under way takes the place of the price: it says what matters now."""
    if row.state_words:
        short = {
            "waiting": _wait(row) if long else say("Buying…"),
            "unknown": say("Put aside"),
            "held": say("Waits for you"),
            "changed": say("Changed"),
            "bought": say("Bought"),
            "in_pickup": say("In pickup"),
        }
        return short.get(row.state_key, row.state_words)
    return fmt.minor(row.best_minor, row.best_currency, missing="")


def _wait(row: OrderRow) -> str:
    """Return for what a purchase waits, as short as a column needs."""
    known = {
        say("wait.approval"): say("Needs approval"),
        say("wait.confirmation"): say("Unconfirmed yet"),
    }
    return known.get(row.state_words, say("Waiting…"))


def order_columns(
    all_stages: Callable[[], bool], is_long: Callable[[OrderRow], bool] = lambda _row: True
) -> tuple[Column, ...]:
    """Return the columns.

    `all_stages` tells whether rows of every stage are in sight, `is_long` whether a purchase that
    waits is to say for what.
    """

    def best(row: OrderRow) -> str:
        return _best(row, long=is_long(row))

    def best_look(row: OrderRow) -> Look | None:
        if row.state_key == "waiting" and not is_long(row):
            return Look.tone(Tone.BLUE)
        return _state_tone(row) if row.state_words else None

    def state(row: OrderRow) -> str:
        if row.state_words or not all_stages():
            return row.state_words
        return stages.title(row.stage)

    return (
        Column(
            key="number",
            title=say("Number"),
            text=lambda row: row.number,
            face=Face.MEDIUM,
            sort="number",
            sample="ORD-000000",
            tip=lambda row: row.number,
        ),
        Column(
            key="date",
            title=say("Date"),
            text=_date,
            muted=True,
            sort="created_ms",
            sample="29 Nov",
            drop=3,
            tip=lambda row: fmt.moment(from_millis(row.created_ms)),
        ),
        Column(
            key="recipient",
            title=say("Recipient"),
            text=lambda row: row.recipient,
            sort="recipient",
            width=118,
            stretch=True,
            least=88,
            tip=lambda row: row.recipient,
        ),
        Column(
            key="place",
            title=say("Place"),
            text=lambda row: row.place,
            sort="place",
            width=158,
            stretch=True,
            least=112,
            look=_place_look,
            tip=lambda row: _place_tip(row) or row.place,
        ),
        Column(
            key="quantity",
            title=say("Qty"),
            text=lambda row: fmt.count(row.quantity),
            align=Align.RIGHT,
            sort="quantity",
            sample="999",
            drop=5,
            elide=False,
        ),
        Column(
            key="total",
            title=say("Total"),
            text=lambda row: fmt.minor(row.total_minor, row.currency),
            align=Align.RIGHT,
            sort="total_minor",
            sample="8 888,88 zł",
            elide=False,
        ),
        Column(
            key="payment",
            title=say("Payment"),
            text=_payment,
            look=_payment_look,
            sort="payment",
            sample="COD",
            drop=2,
            tip=_payment_tip,
        ),
        Column(
            key="parcel",
            title=say("Parcel"),
            text=_parcel,
            look=lambda row: Look.assumed() if row.parcel_assumed else None,
            sort="weight_g",
            sample="A 0,85 kg",
            drop=4,
            elide=False,
            tip=_parcel_tip,
        ),
        Column(
            key="best",
            title=say("Best quote"),
            text=best,
            look=best_look,
            align=Align.RIGHT,
            sort="best_minor",
            sample="Sent to printer",
            drop=1,
            tip=lambda row: row.state_words,
        ),
        Column(
            key="state",
            title=say("State"),
            text=state,
            look=_state_tone,
            width=240,
            stretch=True,
            tip=state,
        ),
        Column(
            key="source",
            title=say("Shop"),
            text=lambda row: row.source,
            muted=True,
            sort="source",
            sample="WooCommerce",
            drop=6,
            tip=lambda row: row.source,
        ),
    )
