"""The columns of the list of exceptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shipdesk.services.exceptions import ExceptionRow
from shipdesk.ui import format as fmt
from shipdesk.ui.exceptions.shown import left_tone, left_words, reason_words, status_of
from shipdesk.ui.table import Align, Column, Look
from shipdesk.ui.theme import Face
from shipdesk.wording import phrase as say


def exception_columns(now: Callable[[], datetime]) -> tuple[Column, ...]:
    """Return the columns; `now` tells the moment from which the time left is counted."""

    def left_look(row: ExceptionRow) -> Look | None:
        tone = left_tone(row, now())
        return None if tone is None else Look.tone(tone)

    return (
        Column(
            key="left",
            title=say("Time left"),
            text=lambda row: left_words(row, now()),
            look=left_look,
            sort="left",
            sample="23 h 59",
            elide=False,
            tip=lambda row: (
                say("Asked for by then, the courier comes tomorrow.") if row.closes_at else ""
            ),
        ),
        Column(
            key="number",
            title=say("Order"),
            text=lambda row: row.shipment.order_number or row.shipment.reference or fmt.DASH,
            face=Face.MEDIUM,
            sort="number",
            sample="ORD-000000",
        ),
        Column(
            key="recipient",
            title=say("Recipient"),
            text=lambda row: row.shipment.recipient.who,
            sort="recipient",
            width=118,
            stretch=True,
            tip=lambda row: row.shipment.recipient.who,
        ),
        Column(
            key="why",
            title=say("Why"),
            text=lambda row: reason_words(row.shipment),
            width=150,
            stretch=True,
            tip=lambda row: reason_words(row.shipment),
        ),
        Column(
            key="status",
            title=say("Status"),
            text=lambda row: status_of(row).word,
            look=lambda row: status_of(row).look(),
            sort="status",
            sample="Re-attempt asked",
            pill=True,
        ),
        Column(
            key="attempts",
            title=say("Tries"),
            text=lambda row: row.shipment.extra.get("attempts", "") or fmt.DASH,
            align=Align.RIGHT,
            muted=True,
            sample="88",
            elide=False,
            drop=1,
        ),
        Column(
            key="since",
            title=say("Since"),
            text=lambda row: fmt.short_age(row.since),
            align=Align.RIGHT,
            muted=True,
            sort="since",
            sample="88 min",
            elide=False,
            tip=lambda row: fmt.moment(row.since),
        ),
        *_more_columns(),
    )


def _more_columns() -> tuple[Column, ...]:
    """Columns that are not shown until somebody wants them."""
    return (
        Column(
            key="tracking",
            title=say("Tracking"),
            text=lambda row: fmt.tracking_tail(row.shipment.tracking_number),
            face=Face.MONO,
            sample="…0112 0075",
            elide=False,
            hidden=True,
            tip=lambda row: fmt.tracking(row.shipment.tracking_number),
            copy=lambda row: row.shipment.tracking_number,
        ),
        Column(
            key="courier",
            title=say("Courier"),
            text=lambda row: row.shipment.courier or fmt.DASH,
            sort="courier",
            width=96,
            hidden=True,
        ),
        Column(
            key="place",
            title=say("Place"),
            text=lambda row: row.shipment.recipient.city,
            sort="place",
            width=110,
            hidden=True,
        ),
        Column(
            key="cod",
            title=say("COD"),
            text=lambda row: fmt.money(row.shipment.cod),
            align=Align.RIGHT,
            sample="8 888,88 zł",
            elide=False,
            hidden=True,
        ),
    )
