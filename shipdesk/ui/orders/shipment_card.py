"""The bought parcel inside an order's details: number, status, label, print, the way on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.shipment import Shipment, ShipmentStatus
from shipdesk.ui import format as fmt
from shipdesk.ui.layouts import empty
from shipdesk.ui.orders.shown import OrderView, label_state, label_waits
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import Card, ElidedLabel, KeyHintButton, LinkButton, Pill, Section, Text
from shipdesk.wording import phrase as say

_MARKS: dict[ShipmentStatus, tuple[str, Tone]] = {
    ShipmentStatus.BOUGHT: ("check", Tone.BLUE),
    ShipmentStatus.PICKUP_BOOKED: ("truck", Tone.BLUE),
    ShipmentStatus.DELIVERED: ("check", Tone.GREEN),
    ShipmentStatus.READY_TO_COLLECT: ("locker", Tone.GREEN),
    ShipmentStatus.EXCEPTION: ("alert", Tone.RED),
    ShipmentStatus.LOST: ("alert", Tone.RED),
    ShipmentStatus.RETURNING: ("return", Tone.AMBER),
    ShipmentStatus.RETURNED: ("return", Tone.AMBER),
    ShipmentStatus.CANCELLED: ("close", Tone.GREY),
    ShipmentStatus.UNKNOWN: ("question", Tone.GREY),
}


def status_words(shipment: Shipment) -> str:
    """Return the status in our words; one that we do not know stays in the courier's."""
    words = {
        ShipmentStatus.DRAFT: say("Not bought"),
        ShipmentStatus.BOUGHT: say("Bought"),
        ShipmentStatus.PICKUP_BOOKED: say("In pickup"),
        ShipmentStatus.COLLECTED: say("Collected"),
        ShipmentStatus.IN_TRANSIT: say("In transit"),
        ShipmentStatus.OUT_FOR_DELIVERY: say("Out for delivery"),
        ShipmentStatus.READY_TO_COLLECT: say("Ready to collect"),
        ShipmentStatus.DELIVERED: say("Delivered"),
        ShipmentStatus.EXCEPTION: say("Delivery problem"),
        ShipmentStatus.RETURNING: say("Returning"),
        ShipmentStatus.RETURNED: say("Returned"),
        ShipmentStatus.CANCELLED: say("Cancelled"),
        ShipmentStatus.LOST: say("Lost"),
    }
    return words.get(shipment.status) or shipment.words or shipment.code or say("Not known")


class ShipmentCard(Section):
    """What was bought for the order; the newest parcel first."""

    shipment_opened = Signal(str)

    def __init__(self, print_action: QAction) -> None:
        super().__init__(say("Shipment"))
        self._shown: Sequence[tuple[Shipment, str, str]] | None = None
        self._print = print_action
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.add(self._rows)
        self.hide()

    def show_shipments(self, view: OrderView) -> None:
        """Show the order's parcels with how far their labels are."""
        papers = view.papers
        wanted = [
            (
                one,
                label_state(papers.get(one.id), void=one.void),
                "" if one.void else label_waits(papers.get(one.id)),
            )
            for one in view.sheet.shipments
        ]
        wanted += [
            (one, say("Bought elsewhere"), "" if one.order_key else say("elsewhere.by_hand"))
            for one in view.sheet.elsewhere
        ]
        self.setVisible(bool(wanted))
        if wanted == self._shown:
            return
        self._shown = wanted
        empty(self._rows)
        for shipment, label, waits in wanted:
            prints = shipment is view.printable
            self._rows.addWidget(self._card(shipment, label, waits, prints=prints))

    def _card(self, shipment: Shipment, label: str, waits: str, *, prints: bool) -> QWidget:
        card = Card()
        card.body.setContentsMargins(13, 10, 13, 11)
        card.body.setSpacing(4)
        card.add(
            Text(
                fmt.tracking(shipment.tracking_number or shipment.remote_id),
                face=Face.MONO_TITLE,
                copyable=True,
                wrap=True,
                name=say("Tracking number of the shipment"),
            )
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        icon, tone = _MARKS.get(shipment.status, ("truck", Tone.BLUE))
        head.addWidget(Pill(status_words(shipment), icon, tone))
        service = fmt.service(shipment.courier, shipment.service_title)
        price = fmt.money(shipment.price, missing="")
        what = " · ".join(part for part in (service, price) if part)
        head.addWidget(ElidedLabel(what, face=Face.SECONDARY, muted=True, name=say("Service")), 1)
        card.add(head)
        card.add(Text(label, face=Face.TITLE, wrap=True, name=say("Label state")))
        if waits:
            card.add(
                Text(waits, face=Face.SECONDARY, tone="amber", wrap=True, name=say("It waits for"))
            )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        if prints:
            buttons.addWidget(KeyHintButton(self._print))
        buttons.addStretch(1)
        link = LinkButton(say("Open the shipment"))
        link.clicked.connect(lambda: self.shipment_opened.emit(shipment.id))
        buttons.addWidget(link)
        card.add(buttons)
        return card
