"""What is said of a parcel: never more than is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.label import (
    PrinterProfile,
    stock_of,
)
from shipdesk.domain.rows import ShipmentRow
from shipdesk.ui.shipments.shown import page_words, printer_words, reason_word
from shipdesk.ui.shipments.statuses import status_of
from shipdesk.ui.theme import Tone

ROW = ShipmentRow(
    id=1,
    shipment_id="abc",
    account_id="inpost",
    order_key="book:1",
    order_number="ORD-1",
    tracking_number="620000710175423300000001",
    courier="InPost",
    service_title="Locker",
    recipient="Jan Nowak",
    place="Kraków",
    status="bought",
    words="Prepared by the sender",
    label="kept",
    prints=0,
    handing_in="collect",
    pickup="",
    price_minor=1399,
    cod_minor=None,
    currency="PLN",
    created_ms=0,
    updated_ms=0,
)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW, "Bought, not printed"),
        (replace(ROW, label="none"), "Bought, no label yet"),
        (replace(ROW, prints=1), "Sent to printer"),
        (replace(ROW, prints=3), "Sent to printer × 3"),
        (replace(ROW, prints=1, pickup="4175751"), "In pickup 4175751"),
        (replace(ROW, pickup="2026-11-23 13:00-18:00 · 88120"), "In pickup 88120"),
        (replace(ROW, shipment_id="book:1"), "Bought elsewhere"),
        (replace(ROW, status="collected", prints=1), "Scanned by carrier"),
        (replace(ROW, status="draft", tracking_number=""), "Not paid: no funds"),
        (replace(ROW, status="exception"), "Failed delivery"),
    ],
)
def test_status_says_what_is_known_and_never_that_it_was_printed(
    row: ShipmentRow, words: str
) -> None:
    assert status_of(row).word == words


def test_status_that_nobody_knows_is_in_the_couriers_words_and_grey() -> None:
    status = status_of(replace(ROW, status="unknown", words="Przyjęta w oddziale"))
    assert (status.word, status.tone) == ("Przyjęta w oddziale", Tone.GREY)


def test_page_is_called_by_its_name_where_it_has_one() -> None:
    assert page_words(105.0, 148.0) == "A6"
    assert page_words(80.0, 40.0) == "80 × 40 mm"
    assert page_words(0, 0) == ""


def test_reason_that_was_typed_stays_as_it_was_typed() -> None:
    assert reason_word("jam") == "jam"
    assert reason_word("Compared by eye") == "Compared by eye"


def test_printer_line_names_what_differs_from_the_usual() -> None:
    stock = stock_of("100x150")
    assert stock is not None
    profile = PrinterProfile("Zebra", "zebra", stock, dpi=300, rotation=90, darkness=12)
    assert printer_words(profile) == "300 dpi · 100 × 150 mm · turned 90° · darkness 12"
