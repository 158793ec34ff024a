"""The simulator's papers: what they say, that their bar codes scan, that their languages hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from shipdesk.simulator import label_pdf
from shipdesk.simulator.label_pdf_dash101 import (
    Dash101Paper,
    PaperItem,
    money,
    order_details,
    shipping_label,
    tax_invoice,
)
from shipdesk.simulator.label_pdf_shipx import ShipxLabel, parcel_labels
from shipdesk.simulator.label_zpl import epl_labels, zpl_labels
from tests.simulator.papers import codes, sizes, words

NUMBER = "620000712001884001120058"
LABEL = ShipxLabel(
    tracking_number=NUMBER,
    product="Paczkomat 24/7",
    service_line="InPost Paczkomaty · standard",
    size="B",
    sender="Glinka Ceramika · Cicha 8 · 30-002 Kraków",
    sender_phone="600 222 333",
    recipient="Zażółć Gęślą-Jaźń",
    recipient_phone="601 455 120",
    target="WAW21M",
    address="ul. Hoża 40",
    town="00-516 Warszawa",
    reference="ORD-000868-K7",
    contents="2,1 kg · POBRANIE 89,90 zł",
    date="20.11.2026",
    sort_code="WA-12",
)
PAPER = Dash101Paper(
    courier="Delhivery",
    tracking_number="4400000000000017",
    routing_code="PUN/411/001",
    order_id="ORD-12345678901234#1",
    dash101_order_id="7300000042",
    order_date="2026-11-20",
    cod=Decimal("1249.50"),
    total=Decimal("1249.50"),
    shipping=Decimal("58.50"),
    recipient="Asha Rao",
    recipient_phone="9876543210",
    recipient_lines=["12 Lake View Road", "Pune 411001"],
    seller="Clay House",
    seller_phone="9812345678",
    seller_lines=["Unit 4, Lake Industrial Estate", "Mumbai 400093"],
    weight="0.3",
    size="20 x 15 x 4.5",
    pickup="2026-11-21, 13:00-18:00",
    items=[PaperItem("Cotton shirt", "CS-01", 2, Decimal("624.75"), "6109")],
)


@pytest.fixture
def no_polish_typeface(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any of the usual typefaces."""
    monkeypatch.setattr(label_pdf, "font_folders", list)
    label_pdf.faces.cache_clear()
    yield
    monkeypatch.undo()
    label_pdf.faces.cache_clear()


def test_an_a6_label_scans_at_203_dpi_and_keeps_polish_letters() -> None:
    label = parcel_labels([LABEL])
    assert sizes(label) == [(297, 421)]
    assert codes(label).count(NUMBER) == 2
    said = words(label)
    for piece in ("Zażółć Gęślą-Jaźń", "WAW21M", "POBRANIE 89,90 zł", "6200 0071", "D E M O"):
        assert piece in said


def test_the_normal_label_is_an_a4_page_with_the_same_codes() -> None:
    label = parcel_labels([LABEL], a4=True)
    assert sizes(label) == [(595, 842)]
    assert codes(label).count(NUMBER) == 2


def test_several_labels_are_several_pages_each_with_its_own_number() -> None:
    other = replace(LABEL, tracking_number="520000017830390003050784", target="")
    both = parcel_labels([LABEL, other])
    assert len(sizes(both)) == 2
    assert other.tracking_number in codes(both, page=1)
    assert NUMBER not in codes(both, page=1)


def test_words_too_long_are_cut_and_never_run_into_the_codes() -> None:
    label = parcel_labels([replace(LABEL, recipient="Grzegorz " * 20, address="Długa " * 40)])
    assert codes(label).count(NUMBER) == 2
    assert "…" in words(label)


def test_the_same_label_twice_is_the_same_file() -> None:
    assert parcel_labels([LABEL]) == parcel_labels([LABEL])


@pytest.mark.usefixtures("no_polish_typeface")
def test_without_a_polish_typeface_names_are_spelt_in_plain_letters() -> None:
    label = parcel_labels([LABEL])
    assert "Zazolc Gesla-Jazn" in words(label)
    assert codes(label).count(NUMBER) == 2


def test_a_dash101_label_is_four_by_six_inches_and_scans() -> None:
    label = shipping_label(PAPER)
    assert sizes(label) == [(288, 432)]
    assert set(codes(label)) == {PAPER.tracking_number, PAPER.order_id}
    assert "Collect INR 1,249.50" in words(label)
    assert "Do not collect cash" in words(shipping_label(replace(PAPER, cod=None)))


def test_the_invoice_and_the_order_sheet_say_what_is_sold() -> None:
    invoice, sheet = tax_invoice(PAPER), order_details(PAPER)
    assert sizes(invoice) == sizes(sheet) == [(595, 842)]
    assert "1,249.50" in words(invoice)
    assert "Cotton shirt" in words(sheet)
    assert codes(sheet) == [PAPER.tracking_number]


def test_rupees_are_grouped_as_in_india() -> None:
    assert [money(Decimal(amount)) for amount in ("5", "1249.5", "12345678.9")] == [
        "5.00",
        "1,249.50",
        "1,23,45,678.90",
    ]


def test_zpl_escapes_what_would_be_a_command_and_fits_the_code_on_the_label() -> None:
    zpl = zpl_labels([replace(LABEL, recipient="^XZ~JA_Łoś")]).decode()
    assert zpl.startswith("^XA")
    assert zpl.count("^XZ") == 1
    assert "_5EXZ_7EJA_5FŁoś" in zpl
    code = re.search(r"\^FO(\d+),\d+\^BY(\d)\^BCN,\d+,N,N,N,A\^FH\^FD(\d+)\^FS", zpl)
    assert code is not None
    left, module, number = int(code[1]), int(code[2]), code[3]
    assert number == NUMBER
    width = module * (11 * len(NUMBER) // 2 + 35)
    assert module >= 2
    assert left >= 10 * module
    assert left + width + 10 * module <= 839


def test_zpl_for_300_dpi_is_drawn_larger() -> None:
    assert b"^PW1240" in zpl_labels([LABEL], dpi=300)
    assert b"^BY6" in zpl_labels([LABEL], dpi=300)


def test_epl_is_plain_ascii_with_the_number_in_a_code_128() -> None:
    epl = epl_labels([LABEL]).decode("ascii")
    assert "Zazolc Gesla-Jazn" in epl
    assert f',1C,4,4,230,N,"{NUMBER}"' in epl
