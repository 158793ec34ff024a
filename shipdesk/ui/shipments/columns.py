"""The columns of the list of shipments."""

from __future__ import annotations

from shipdesk.clock import from_millis
from shipdesk.domain.rows import ShipmentRow
from shipdesk.ui import format as fmt
from shipdesk.ui.shipments.statuses import handing_in_words, label_words, status_of
from shipdesk.ui.table import Align, Column
from shipdesk.ui.theme import Face
from shipdesk.wording import phrase as say


def _courier(row: ShipmentRow) -> str:
    return fmt.service(row.courier, row.service_title) or fmt.DASH


def _scanned(row: ShipmentRow) -> str:
    return fmt.moment(from_millis(row.scanned_ms)) if row.scanned_ms else fmt.DASH


def _status_tip(row: ShipmentRow) -> str:
    lines = [say("Pickup {pickup}", pickup=row.pickup) if row.pickup else ""]
    if row.scanned_ms:
        lines.append(say("Label scanned {at}", at=_scanned(row)))
    lines.append(say("The courier says: {words}", words=row.words) if row.words else "")
    return "\n".join(line for line in lines if line)


def shipment_columns() -> tuple[Column, ...]:
    """Return the columns; a packer knows parcels by tail, name and state."""
    return (
        Column(
            key="tracking",
            title=say("Tracking"),
            text=lambda row: fmt.tracking_tail(row.tracking_number),
            face=Face.MONO,
            sort="tracking_number",
            sample="…0112 0075",
            elide=False,
            tip=lambda row: fmt.tracking(row.tracking_number),
            copy=lambda row: row.tracking_number,
        ),
        Column(
            key="courier",
            title=say("Courier"),
            text=_courier,
            sort="courier",
            width=96,
            stretch=True,
            drop=2,
            tip=_courier,
        ),
        Column(
            key="recipient",
            title=say("Recipient"),
            text=lambda row: row.recipient,
            sort="recipient",
            width=112,
            stretch=True,
            least=84,
            tip=lambda row: row.recipient,
        ),
        Column(
            key="status",
            title=say("Status"),
            text=lambda row: status_of(row).word,
            look=lambda row: status_of(row).look(),
            sort="status",
            sample="Scanned by carrier",
            pill=True,
            tip=_status_tip,
        ),
        Column(
            key="age",
            title=say("Age"),
            text=lambda row: fmt.short_age(from_millis(row.created_ms)),
            align=Align.RIGHT,
            muted=True,
            sort="created_ms",
            sample="88 min",
            elide=False,
            drop=1,
            tip=lambda row: fmt.moment(from_millis(row.created_ms)),
        ),
        *_more_columns(),
    )


def _more_columns() -> tuple[Column, ...]:
    """Columns that are not shown until somebody wants them."""
    return (
        Column(
            key="order",
            title=say("Order"),
            text=lambda row: row.order_number or fmt.DASH,
            sort="order_number",
            sample="ORD-000000",
            hidden=True,
        ),
        Column(
            key="place",
            title=say("Place"),
            text=lambda row: row.place,
            sort="place",
            width=130,
            hidden=True,
        ),
        Column(
            key="label",
            title=say("Label"),
            text=label_words,
            sort="label",
            sample="not fetched",
            hidden=True,
        ),
        Column(
            key="scanned",
            title=say("Scanned"),
            text=_scanned,
            sort="scanned_ms",
            sample="23 Nov 14:32",
            hidden=True,
        ),
        Column(
            key="handing_in",
            title=say("Handing in"),
            text=lambda row: handing_in_words(row.handing_in) or fmt.DASH,
            sample="courier collects",
            hidden=True,
        ),
        Column(
            key="pickup",
            title=say("Pickup"),
            text=lambda row: row.pickup or fmt.DASH,
            sort="pickup",
            sample="4175751",
            hidden=True,
        ),
        Column(
            key="price",
            title=say("Price"),
            text=lambda row: fmt.minor(row.price_minor, row.currency),
            align=Align.RIGHT,
            sort="price_minor",
            sample="8 888,88 zł",
            elide=False,
            hidden=True,
        ),
        Column(
            key="cod",
            title=say("COD"),
            text=lambda row: fmt.minor(row.cod_minor, row.currency),
            align=Align.RIGHT,
            sort="cod_minor",
            sample="8 888,88 zł",
            elide=False,
            hidden=True,
        ),
    )
