"""Labels of cancelled parcels: left out of what is printed, or printed on purpose as void."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from shipdesk.domain.rows import ShipmentRow
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.ui.dialogs import ask_text
from shipdesk.ui.notices import Notifier
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


def usable(row: ShipmentRow) -> bool:
    """Tell whether a parcel's label is here, or may come, and may be stuck on it."""
    bought_here = ":" not in row.shipment_id
    return bought_here and row.status != ShipmentStatus.CANCELLED.value


def without_void(rows: list[ShipmentRow], notices: Notifier) -> list[ShipmentRow]:
    """Leave out the cancelled ones of several parcels, and say so."""
    live = [row for row in rows if row.status != ShipmentStatus.CANCELLED.value]
    if len(live) < len(rows):
        one = "1 of the chosen parcels is cancelled: its label is left out."
        many = "{n} of the chosen parcels are cancelled: their labels are left out."
        notices.toast(plural(len(rows) - len(live), one, many), tone=Tone.AMBER)
    return live


async def ask_void_reason(parent: QWidget) -> str | None:
    """Ask what a void label is printed for; None where nobody said."""
    return await ask_text(
        parent,
        title=say("Print void label"),
        label=say("What is it for? VOID is printed over it."),
        confirm=say("Print as void"),
        check=lambda text: None if text.strip() else say("A reason is needed."),
    )
