"""The columns of the list of dispatch orders."""

from __future__ import annotations

from shipdesk.clock import from_millis
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.statuses import status_of
from shipdesk.ui.table import Align, Column
from shipdesk.ui.theme import Face
from shipdesk.wording import phrase as say


def dispatch_order_columns() -> tuple[Column, ...]:
    """Return the columns."""
    return (
        Column(
            key="number",
            title=say("Number"),
            text=lambda row: row.number or fmt.DASH,
            face=Face.MEDIUM,
            sort="number",
            sample="880000000",
        ),
        Column(
            key="date",
            title=say("Date"),
            text=lambda row: fmt.day(from_millis(row.created_ms)),
            muted=True,
            sort="created_ms",
            sample="29 Nov",
            drop=2,
            tip=lambda row: fmt.moment(from_millis(row.created_ms)),
        ),
        Column(
            key="place",
            title=say("Place"),
            text=lambda row: row.place or fmt.DASH,
            sort="place",
            width=170,
            stretch=True,
            tip=lambda row: row.place,
        ),
        Column(
            key="status",
            title=say("Status"),
            text=lambda row: status_of(row.status, row.words).word,
            look=lambda row: status_of(row.status, row.words).look(),
            sort="status",
            sample="Accepted by the courier",
            pill=True,
            tip=lambda row: row.words,
        ),
        Column(
            key="hours",
            title=say("Office hours"),
            text=lambda row: row.office_hours or fmt.DASH,
            muted=True,
            sample="09:00-16:00",
            hidden=True,
        ),
        Column(
            key="parcels",
            title=say("Parcels"),
            text=lambda row: fmt.count(row.parcels) if row.parcels else fmt.DASH,
            align=Align.RIGHT,
            sort="parcels",
            sample="888",
            elide=False,
        ),
        Column(
            key="comments",
            title=say("Comments"),
            text=lambda row: fmt.count(row.comments) if row.comments else fmt.DASH,
            align=Align.RIGHT,
            muted=True,
            sort="comments",
            sample="88",
            elide=False,
            drop=1,
        ),
    )
