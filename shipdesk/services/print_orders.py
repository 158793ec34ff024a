"""How one kept document is printed: its file, what it must say, what stands over it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from shipdesk.domain.account import Environment
from shipdesk.domain.label import VOID, DocumentKind, Fit, PrinterProfile, PrintOrder, Stock
from shipdesk.domain.operation import PrintIntent, PrintPart
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import PrintError, StorageError
from shipdesk.printing.press import Known
from shipdesk.services.file_names import plain_name
from shipdesk.storage import labels as label_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Database

Require = Callable[[ShipmentId, DocumentKind, str], Awaitable[None]]
"""Raises LabelMissingError where a kept file, by its hash, is not what was kept."""

_WATERMARKS = {Environment.DEMO: "DEMO", Environment.SANDBOX: "SANDBOX"}


def known_parcels(journal: Database) -> Known:
    """Return what tells whose codes are: the numbers of our parcels under way that they hold."""

    async def known(codes: Sequence[str]) -> tuple[str, ...]:
        try:
            return await journal.read(lambda conn: shipment_store.numbers_in(conn, codes))
        except StorageError as error:
            raise PrintError(reason=str(error)) from error

    return known


class PrintOrders:
    """Makes the orders for the print process; `folders` are kept labels and printed files."""

    def __init__(
        self,
        folders: tuple[Path, Path],
        environment: Environment,
        require: Require,
        fit: Callable[[str, Stock], Fit],
    ) -> None:
        self._labels, self._printed = folders
        self._environment = environment
        self._require = require
        self._fit = fit

    async def order(
        self,
        shipment: Shipment,
        part: PrintPart,
        intent: PrintIntent,
        profile: PrinterProfile,
    ) -> PrintOrder:
        """Return how one document is printed.

        Raises LabelMissingError where its file is not as kept, PrintError where it is void.
        """
        kind = DocumentKind(intent.document)
        is_void = shipment.void and kind is DocumentKind.LABEL
        if is_void and not intent.void:
            raise PrintError("label_void", number=shipment.tracking_number or shipment.order_number)
        await self._require(shipment.id, kind, part.sha256)
        return PrintOrder(
            label=str(label_store.path_of(self._labels, part.sha256)),
            profile=profile,
            kind=kind,
            expected=shipment.tracking_number if kind is DocumentKind.LABEL else "",
            fit=self._fit(shipment.courier, profile.stock),
            reason=intent.reason if intent.force else "",
            watermark=VOID if is_void else _WATERMARKS.get(self._environment, ""),
            output=str(self._printed / _file_name(shipment, intent)),
            title=f"ShipDesk {shipment.order_number}",
        )


def _file_name(shipment: Shipment, intent: PrintIntent) -> str:
    """Return a file name of our own making: the courier's text never becomes a path.

    A number of an order or a title may be that of another one, too: its file has a tag of its own.
    """
    called = plain_name(shipment.tracking_number or shipment.order_number or "label", 60)
    name = f"{called}-{intent.document}-{intent.copy}"
    if not shipment.tracking_number:
        name += f"-{hashlib.sha256(shipment.id.encode()).hexdigest()[:8]}"
    return f"{name}.pdf"
