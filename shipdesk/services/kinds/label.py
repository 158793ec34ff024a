"""Fetching a bought shipment's documents and keeping them by hash."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.account import LOCAL
from shipdesk.domain.codec import from_plain
from shipdesk.domain.label import BESIDE_LABEL, DocumentKind, PrinterProfile
from shipdesk.domain.operation import LabelIntent, Operation, OperationKind, PrintIntent
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import ShipDeskError
from shipdesk.printing.press import Press
from shipdesk.providers.base import Labels
from shipdesk.providers.steps import Facts, Match, Settled, Step, StepResult
from shipdesk.services.kinds.base import Bound, new_operation
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import labels as label_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

STEPS = (Step("fetch", writes=False),)
"""A read: it can be taken as often as needed."""
_AT_HAND = timedelta(seconds=20)
"""A label that comes later is not printed by itself: another parcel may lie on the scale."""


class LabelKind:
    """Fetches the label, and in an operation of its own whatever else the courier gives."""

    kind = OperationKind.FETCH_LABEL

    def __init__(
        self,
        journal: Database,
        providers: ProviderDesk,
        press: Press,
        folder: Path,
        profile: Callable[[DocumentKind, str], PrinterProfile],
        clock: Clock,
    ) -> None:
        self._profile = profile
        self._journal = journal
        self._providers = providers
        self._press = press
        self._folder = folder
        self._clock = clock

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the fetching of the operation's documents."""
        provider = await self._providers.ready(operation.account_id)
        if provider is None or provider.labels is None:
            return None
        labels = provider.labels
        intent = from_plain(LabelIntent, operation.intent)

        async def run(_step: str, _facts: Facts) -> StepResult:
            shipment = await self._journal.read(
                lambda conn: shipment_store.read(conn, ShipmentId(intent.shipment_id))
            )
            if intent.others:
                return await self._fetch_others(labels, shipment)
            return Settled({"label": await self._keep(labels, shipment, "label")})

        async def find(_step: str, _facts: Facts, _since: datetime) -> tuple[Match, ...]:
            return ()

        return Bound(STEPS, (), run, find)

    async def _fetch_others(self, labels: Labels, shipment: Shipment) -> Settled:
        kept: dict[str, str] = {}
        for kind in labels.kinds(shipment):
            if kind != "label":
                kept[kind] = await self._keep(labels, shipment, kind)
        return Settled(kept)

    async def _keep(self, labels: Labels, shipment: Shipment, kind: str) -> str:
        """Fetch one document, look what it is, keep it; raises PrintError for another kind."""
        of_label = self._profile(DocumentKind.LABEL, shipment.courier)
        wish = of_label.wish if kind == DocumentKind.LABEL.value else None
        document = await labels.fetch(shipment, kind, wish)
        sha256, fresh = await asyncio.to_thread(_keep_bytes, self._folder, document.body)
        path = label_store.path_of(self._folder, sha256)
        try:
            seen = await self._press.inspect(path)
        except ShipDeskError:
            if fresh:
                await asyncio.to_thread(path.unlink, missing_ok=True)
            raise
        now = self._clock.now()
        await self._journal.write(
            lambda conn: label_store.save(
                conn,
                shipment.id,
                kind,
                sha256=sha256,
                media_type=seen.media_type.value,
                size=seen.size,
                pages=seen.pages,
                width_mm=seen.width_mm,
                height_mm=seen.height_mm,
                source="courier",
                now=now,
            )
        )
        return sha256

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Queue the other documents, and the prints if the packer still stands there."""
        intent = from_plain(LabelIntent, operation.intent)
        if not isinstance(result, Settled):
            return ()
        shipment = shipment_store.read(conn, ShipmentId(intent.shipment_id))
        following: list[Operation] = []
        wanted = intent.wanted_at or operation.created_at
        printing = intent.print_after and now - wanted <= _AT_HAND
        kinds = BESIDE_LABEL if intent.others else (DocumentKind.LABEL,)
        for kind in kinds if printing else ():
            sha256 = operation.facts.get(kind.value, "")
            if sha256 and (not intent.others or self._profile(kind, shipment.courier).with_label):
                printed = PrintIntent(shipment.id, sha256, kind.value)
                following.append(print_operation(shipment, printed, now))
        if len(shipment.files) > 1 and not intent.others:
            others = LabelIntent(shipment.id, intent.print_after, others=True, wanted_at=wanted)
            following.append(
                new_operation(
                    OperationKind.FETCH_LABEL,
                    f"{shipment.id}:documents",
                    operation.account_id,
                    shipment.order_number,
                    others,
                    now,
                    parent_id=operation.id,
                )
            )
        return tuple(following)


def _keep_bytes(folder: Path, body: bytes) -> tuple[str, bool]:
    """Keep the bytes and tell whether they are new: what was kept before may be another label."""
    known = label_store.path_of(folder, hashlib.sha256(body).hexdigest()).exists()
    return label_store.keep_bytes(folder, body), not known


def print_operation(shipment: Shipment, intent: PrintIntent, now: datetime) -> Operation:
    """Return the operation that puts one document of a shipment on paper once."""
    return new_operation(
        OperationKind.PRINT,
        f"{shipment.id}:{intent.document}",
        LOCAL,
        shipment.order_number or shipment.tracking_number,
        intent,
        now,
    )
