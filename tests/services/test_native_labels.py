"""Labels in the printer's own language: asked for where it is wished, and taken back elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.label import (
    PDF_FILE,
    STOCKS,
    DocumentKind,
    LabelWish,
    MediaType,
    PrinterProfile,
    stock_of,
)
from shipdesk.domain.operation import OperationState
from shipdesk.domain.shipment import Shipment
from tests.services.test_printing import printed_parcel
from tests.support.cups import PDF_QUEUE, PrivateCups
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import Simulator
from tests.support.zpl_printer import ZplPrinter

LABEL = DocumentKind.LABEL
PDF = PrinterProfile("PDF file", PDF_FILE, STOCKS[0])


@pytest.fixture
def zebra() -> Iterator[ZplPrinter]:
    """A printer that is ready."""
    made = ZplPrinter("ready")
    yield made
    made.close()


@pytest.fixture
async def desk(opened: OpenDesk, zebra: ZplPrinter) -> OpenDesk:
    """A desk whose labels go to that printer, in its language where the courier gives it."""
    await opened.desk.printing.save_profile(
        LABEL, PrinterProfile("Zebra", zebra.address, STOCKS[0], native=True)
    )
    return opened


async def kept_type(opened: OpenDesk, shipment: Shipment) -> str:
    documents = (await opened.desk.printing.paper(shipment.id)).documents
    return next(each.media_type for each in documents if each.kind == LABEL.value)


async def test_the_bytes_that_the_courier_gave_arrive_at_the_printer(
    desk: OpenDesk, zebra: ZplPrinter, simulator: Simulator
) -> None:
    shipment = await printed_parcel(desk)
    (printed,) = zebra.wait_for_jobs(1)
    assert printed.startswith(b"^XA")
    assert b"^PW839" in printed, "at 203 dpi"
    asked = simulator.requests(operation="shipx.labels.get")
    assert [dict(each["query"]) for each in asked] == [{"format": "Zpl"}]
    provider = await desk.desk.providers.ready(shipment.account_id)
    assert provider is not None
    assert provider.labels is not None
    given = await provider.labels.fetch(shipment, "label", LabelWish(MediaType.ZPL, 203))
    assert printed == given.body
    (record,) = (await desk.desk.printing.paper(shipment.id)).prints
    assert (record.verdict, record.printer) == ("matches", zebra.address)


async def test_a_courier_that_gives_none_is_asked_as_before_and_its_label_goes_as_dots(
    desk: OpenDesk, zebra: ZplPrinter
) -> None:
    shipment = await printed_parcel(desk, "ORD-000870")
    assert await kept_type(desk, shipment) == MediaType.PDF.value
    assert b"^GFA," in zebra.wait_for_jobs(1)[0]


async def test_a_label_that_the_other_printer_cannot_take_is_fetched_as_that_one_takes_it(
    desk: OpenDesk, zebra: ZplPrinter
) -> None:
    printing = desk.desk.printing
    shipment = await printed_parcel(desk)
    await printing.save_profile(LABEL, PDF)
    (asked,) = await printing.request([shipment.id], reason="other")
    refused = await desk.settled(asked)
    assert (refused.state, refused.reason_key) == (OperationState.REFUSED, "label_language")
    assert "PDF file does not print that. It is fetched from the courier again" in refused.reason

    async def other_form() -> bool:
        return await kept_type(desk, shipment) == MediaType.PDF.value

    await eventually(other_form, "the label as a PDF")
    (again,) = await printing.request([shipment.id], reason="other")
    assert (await desk.settled(again)).state is OperationState.DONE
    back = replace(printing.profile(LABEL), printer=zebra.address, native=True)
    await printing.save_profile(LABEL, back, shipment.courier)
    await desk.settled(await printing.fetch_label(shipment))
    assert await kept_type(desk, shipment) == MediaType.ZPL.value


@pytest.mark.cups
async def test_an_office_printer_never_spells_out_a_label_in_zpl(
    desk: OpenDesk, cups: PrivateCups
) -> None:
    printing = desk.desk.printing
    shipment = await printed_parcel(desk)
    a4 = stock_of("a4")
    assert a4 is not None
    await printing.save_profile(LABEL, PrinterProfile("Office", PDF_QUEUE, a4))
    (asked,) = await printing.request([shipment.id], reason="other")
    assert (await desk.settled(asked)).reason_key == "label_language"
    cups.wait_until_idle()
    assert cups.printed() == []


async def test_the_choice_is_kept_for_a_courier_and_asks_nothing_where_it_cannot_be(
    opened: OpenDesk,
) -> None:
    printing = opened.desk.printing
    own = PrinterProfile("Zebra", "zebra", STOCKS[0], dpi=300, native=True)
    await printing.save_profile(LABEL, own, "InPost")
    await printing.load()
    assert printing.profile(LABEL, "InPost").wish == LabelWish(MediaType.ZPL, 300)
    assert printing.profile(LABEL).wish is None
    sheet = stock_of("a4-2x2")
    assert sheet is not None
    assert replace(own, stock=sheet).wish is None
    assert replace(own, printer=PDF_FILE).wish is None
    older = to_plain(own)
    del older["native"]
    assert from_plain(PrinterProfile, older) == replace(own, native=False)
