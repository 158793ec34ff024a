"""A label on the paper of a real queue: right size, right bar code, a second copy with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipdesk.domain.label import DocumentKind, PrinterProfile, stock_of
from tests.journeys.conftest import Travel
from tests.journeys.walk import POLISH, Walk
from tests.support.cups import PDF_QUEUE, PrivateCups
from tests.support.pdf_tools import codes_at, size_mm

pytestmark = [pytest.mark.journey, pytest.mark.cups]

STOCK_MM = (100, 150)


async def walk_to_the_printer(walk: Walk) -> None:
    """Buy with the queue as the label printer, and print once more because of a jam."""
    printing = walk.session.program.desk.printing
    stock = stock_of("100x150")
    assert stock is not None
    profile = PrinterProfile("Label printer", PDF_QUEUE, stock)
    await printing.save_profile(DocumentKind.LABEL, profile)
    number = await walk.buy(POLISH, "shipx")
    await walk.sees("Label state", "Sent to")
    await walk.meet("first", "go on")
    await walk.hands.press("Ctrl+2")
    await walk.hands.click_row("Shipments", number[-4:])
    await walk.sees("Tracking number", number)
    await walk.hands.find("Label preview")
    await walk.hands.click("Print")
    await walk.hands.click("Jam")
    await walk.meet("second", "done")


def test_a_label_comes_out_of_a_real_queue_once_and_again_for_a_jam(
    travel: Travel, cups: PrivateCups, tmp_path: Path
) -> None:
    window = travel.start(walk_to_the_printer)
    travel.wait_for("first", window)
    (path,) = cups.wait_for_pdfs(1)
    assert size_mm(path) == pytest.approx(STOCK_MM, abs=0.5)
    (shipment,) = [
        each
        for each in travel.simulator.books()["shipx"]["shipments"]
        if str(each.get("reference") or "").startswith(POLISH)
    ]
    assert shipment["tracking_number"] in codes_at(path, 203, tmp_path / "page")
    travel.tell("go on")
    travel.wait_for("second", window)
    assert len(cups.wait_for_pdfs(2)) == 2
    travel.tell("done")
    travel.finish(window)
    cups.wait_until_idle()
    assert len(cups.printed()) == 2
