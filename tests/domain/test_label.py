"""Labels, stock and printer profiles as plain values."""

from __future__ import annotations

import pytest

from shipdesk.domain.label import (
    PDF_FILE,
    STOCKS,
    Box,
    CheckOutcome,
    CheckResult,
    MediaType,
    Placement,
    PrinterProfile,
    Proof,
    stock_of,
)


def test_every_stock_is_found_by_its_key_and_only_the_roll_has_no_end() -> None:
    assert [stock_of(stock.key) for stock in STOCKS] == list(STOCKS)
    assert [stock.key for stock in STOCKS if not stock.height_mm] == ["62mm"]
    assert stock_of("letter") is None


@pytest.mark.parametrize(
    ("printer", "address"),
    [
        ("192.168.0.20:9100", ("192.168.0.20", 9100)),
        ("zebra.local:6101", ("zebra.local", 6101)),
        ("[::1]:9100", ("::1", 9100)),
        ("Zebra_ZD421", None),
        ("Office: 2nd floor", None),
        ("host:0", None),
        ("host:70000", None),
        (":9100", None),
        (PDF_FILE, None),
    ],
)
def test_a_printer_with_host_and_port_is_reached_directly(
    printer: str, address: tuple[str, int] | None
) -> None:
    assert PrinterProfile("Bench", printer, STOCKS[0]).address == address


def test_only_printers_own_languages_are_raw_and_each_kind_has_its_file_ending() -> None:
    assert [kind for kind in MediaType if kind.raw] == [MediaType.ZPL, MediaType.EPL]
    endings = [kind.suffix for kind in MediaType]
    assert endings == [".pdf", ".png", ".jpg", ".gif", ".zpl", ".epl"]


def test_boxes_that_only_touch_do_not_meet() -> None:
    box = Box(10, 10, 20, 20)
    assert box.meets(Box(19, 19, 30, 30))
    assert not box.meets(Box(20, 10, 30, 20))
    assert box.grown(1).meets(Box(20, 10, 30, 20))


def test_a_proof_tells_the_worst_cut_of_all_pages() -> None:
    pages = [Placement(100, 150, 0, 0, 0, 1.0, Box(0, 0, 1, 1), cut) for cut in (0.0, 4.0, 1.0)]
    check = CheckResult(CheckOutcome.NOT_CHECKED)
    assert Proof(check, tuple(pages)).cut == 4.0
    assert Proof(check, ()).cut == 0.0
