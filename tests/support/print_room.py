"""Parcels with kept labels, and a printer that tells which of them it was sent, for print runs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.print_run import PrintFate, PrintRun, PrintRunId
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.storage import labels as label_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database
from tests.support.desk import OpenDesk, eventually
from tests.support.shop import a_shipment

_NAME = re.compile(rb"\^FD(RUN-\d+)\^FS")


class ListedPrinter:
    """A label printer on a port of its own; `names` are the labels it was sent, in their order."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.address = ""
        self.takes = asyncio.Event()
        self.takes.set()
        self.most = 1_000_000
        """After so many labels it reads nothing until `takes` is set."""
        self.waiting = False
        """Whether a job stands there that is not read."""

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one job; half a label is none. While `takes` is not set, nothing is read."""
        if len(self.names) >= self.most:
            self.takes.clear()
        self.waiting = not self.takes.is_set()
        await self.takes.wait()
        body = await reader.read(-1)
        if body.rstrip().endswith(b"^XZ"):
            self.names.extend(name.decode() for name in _NAME.findall(body))
        writer.close()

    @property
    def profile(self) -> PrinterProfile:
        """The profile that sends labels here."""
        return PrinterProfile("Bench", self.address, STOCKS[0])


@asynccontextmanager
async def listed_printer() -> AsyncIterator[ListedPrinter]:
    """A printer that takes all that it is sent."""
    printer = ListedPrinter()
    async with await asyncio.start_server(printer.take, "127.0.0.1", 0) as server:
        printer.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield printer


async def use(opened: OpenDesk, printer: ListedPrinter) -> None:
    """Send labels to this printer from now on."""
    await opened.desk.printing.save_profile(DocumentKind.LABEL, printer.profile)


def zpl(name: str, code: str = "") -> bytes:
    """Return a label in the printer's language, with a bar code where one is given."""
    bars = f"^FO20,90^BY2^BCN,80,N^FD{code}^FS" if code else ""
    return f"^XA^FO20,20^A0N,40^FD{name}^FS{bars}^XZ".encode()


def long_zpl(name: str) -> bytes:
    """Return a label that no socket takes in without a reader at the other end."""
    return zpl(name)[:-3] + b"^FO1,1^GFA," + b"F" * 12_000_000 + b"^FS^XZ"


async def put_parcels(
    journal: Database, folder: Path, count: int, *, without: Sequence[int] = ()
) -> list[Shipment]:
    """Write down so many bought parcels with their labels, but for the places `without`."""
    made = [
        a_shipment(f"run{place}", order_number=name_of(place), tracking_number=f"77{place:06}")
        for place in range(count)
    ]

    def write(conn: Conn) -> None:
        for each in made:
            shipment_store.save(conn, each)

    await journal.write(write)
    for place, shipment in enumerate(made):
        if place not in without:
            await keep(journal, folder, shipment, zpl(shipment.order_number))
    return made


def name_of(place: int) -> str:
    """Return the order number of the parcel at a place."""
    return f"RUN-{place:03}"


async def keep(
    journal: Database, folder: Path, shipment: Shipment, body: bytes, kind: str = "application/zpl"
) -> None:
    """Keep a label of a parcel, in the place of one that it has."""
    sha256 = await asyncio.to_thread(label_store.keep_bytes, folder, body)
    await journal.write(
        lambda conn: label_store.save(
            conn,
            shipment.id,
            "label",
            sha256=sha256,
            media_type=kind,
            size=len(body),
            pages=1,
            width_mm=0,
            height_mm=0,
            source="courier",
            now=datetime.now(UTC),
        )
    )


def ids_of(parcels: Sequence[Shipment]) -> list[ShipmentId]:
    """Return the ids of parcels."""
    return [each.id for each in parcels]


async def at_rest(opened: OpenDesk, run_id: PrintRunId) -> PrintRun:
    """Return a run once nothing of it moves by itself any more."""

    async def look() -> PrintRun | None:
        run = await opened.desk.print_runs.read(run_id)
        stands = run.state.value != "running"
        return run if stands and not run.counts[PrintFate.SENDING] else None

    return await eventually(look, "the run is at rest")


def fates(run: PrintRun) -> list[PrintFate]:
    """Return what became of each label, in the order of the list."""
    return [row.fate for row in run.rows]
