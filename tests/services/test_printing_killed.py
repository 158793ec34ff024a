"""The whole program dies between the printer's first byte and the answer: nothing is sent again."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.operation import OperationId, OperationState
from shipdesk.domain.shipment import Shipment
from shipdesk.services.desk import Desk
from tests.services.test_printing import LONG_ZPL, keep_label, printed_parcel
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator
from tests.support.zpl_printer import ASK


class StalledPrinter:
    """Takes a connection and its first bytes and then nothing more; counts who came."""

    def __init__(self) -> None:
        self.begun = 0
        self.address = ""
        self._done = asyncio.Event()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read a little, and stand still until the test is over; a question is no print."""
        first = await reader.read(len(ASK))
        if first and first != ASK:
            self.begun += 1
        await self._done.wait()
        writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[StalledPrinter]:
        """Listen on a port of this computer."""
        async with await asyncio.start_server(self.take, "127.0.0.1", 0, limit=1024) as server:
            self.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
            try:
                yield self
            finally:
                self._done.set()


async def prepared(opened: OpenDesk, printer: StalledPrinter) -> Shipment:
    """Buy a parcel, keep a label that no socket swallows whole, and bind labels to the printer."""
    shipment = await printed_parcel(opened)
    await keep_label(opened, shipment, LONG_ZPL)
    bench = PrinterProfile("Bench", printer.address, STOCKS[0])
    await opened.desk.printing.save_profile(DocumentKind.LABEL, bench)
    return shipment


async def killed_while_spooling(
    url: str, folder: Path, shipment: Shipment, at: StalledPrinter
) -> None:
    command = [sys.executable, "-m", "tests.support.headless_print", url, str(folder), shipment.id]
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=nowhere, stderr=nowhere)

    async def begun() -> bool:
        return at.begun == 1

    try:
        await eventually(begun, "the printer takes the first bytes")
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def test_job_of_a_program_that_was_killed_is_unknown_and_never_sent_again(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with StalledPrinter().listening() as printer:
        async with open_desk(simulator, tmp_path) as opened:
            shipment = await prepared(opened, printer)
        await killed_while_spooling(simulator.url, tmp_path, shipment, printer)
        for _ in range(2):
            async with open_desk(simulator, tmp_path, sync=False, fresh=False) as again:
                prints = (await again.desk.printing.paper(shipment.id)).prints
                assert [each.state for each in prints] == ["unknown", "handed_over"]

                async def unknown(
                    desk: Desk = again.desk, print_id: str = prints[0].operation_id
                ) -> bool:
                    told = (await desk.activity.read(OperationId(print_id))).operation
                    return told.state is OperationState.UNKNOWN

                await eventually(unknown, "a person decides")
        assert printer.begun == 1
