"""Parcels whose labels are kept, written straight into a profile: what printing begins with."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from shipdesk.app import Program
from shipdesk.clock import SystemClock
from shipdesk.domain.account import AccountId
from shipdesk.domain.label import MediaType
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.printing.document import media_type_of
from shipdesk.storage import labels as label_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn

ACCOUNT = AccountId("paper")


def zpl_label(number: str) -> bytes:
    """A label in a printer's own language that carries the number."""
    return f"^XA^FO50,50^BCN,100^FD{number}^FS^XZ".encode()


def number_of(at: int) -> str:
    """The tracking number of the parcel at that place."""
    return f"52000001268004108677{at:04d}"


async def keep_parcels(program: Program, bodies: Sequence[bytes]) -> list[ShipmentId]:
    """Write down a bought parcel for each label; returns their ids in that order."""
    now = SystemClock().now()
    hashes = await asyncio.to_thread(
        lambda: [label_store.keep_bytes(program.paths.labels, body) for body in bodies]
    )

    def write(conn: Conn) -> list[ShipmentId]:
        return [
            _keep(conn, at, digest, body, now)
            for at, (digest, body) in enumerate(zip(hashes, bodies, strict=True))
        ]

    ids = await program.journal.write(write)
    program.door.project()
    return ids


def _keep(conn: Conn, at: int, digest: str, body: bytes, now: datetime) -> ShipmentId:
    media_type: MediaType = media_type_of(body)
    parcel = Shipment(
        ShipmentId(f"paper{at:04d}"),
        ACCOUNT,
        str(at),
        f"P-{at:04d}",
        now,
        order_number=f"P-{at:04d}",
        tracking_number=number_of(at),
    )
    shipment_store.save(conn, parcel)
    label_store.save(
        conn,
        parcel.id,
        "label",
        sha256=digest,
        media_type=media_type.value,
        size=len(body),
        pages=1,
        width_mm=0,
        height_mm=0,
        source="courier",
        now=now,
    )
    return parcel.id
