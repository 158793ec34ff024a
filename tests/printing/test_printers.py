"""Which printers there are and how a profile for one begins."""

from __future__ import annotations

import pytest

from shipdesk.domain.label import PDF_FILE
from shipdesk.printing.press import Press
from shipdesk.printing.printers import default_dpi, speaks_zpl
from tests.support.cups import DRIVER_QUEUE, PDF_QUEUE, QUEUES, RAW_QUEUE, ZEBRA_QUEUE, PrivateCups


@pytest.mark.parametrize(
    ("model", "resolutions", "dpi"),
    [
        ("Zebra ZPL Label Printer", (), 203),
        ("Zebra ZD421-300dpi", (300,), 300),
        ("Some Label Thing", (203, 300), 203),
        ("HP LaserJet", (600, 1200), 600),
        ("Generic CUPS-PDF", (150, 300, 600), 300),
        ("Local Raw Printer", (), 300),
    ],
)
def test_a_profile_begins_with_the_printers_own_resolution(
    model: str, resolutions: tuple[int, ...], dpi: int
) -> None:
    assert default_dpi(model, resolutions) == dpi


@pytest.mark.parametrize(
    ("model", "speaks"),
    [
        ("Local Raw Printer", True),
        ("Zebra ZPL Label Printer", True),
        ("ZDesigner GK420d", True),
        ("Zebra EPL2 Label Printer", False),
        ("DYMO LabelWriter 450", False),
        ("HP LaserJet", False),
        ("Generic CUPS-PDF", False),
    ],
)
def test_zpl_is_offered_for_what_is_called_a_printer_of_it(model: str, *, speaks: bool) -> None:
    assert speaks_zpl(model) is speaks


@pytest.mark.cups
async def test_every_queue_is_listed_behind_the_pdf_file(press: Press, cups: PrivateCups) -> None:
    assert cups.socket.exists()
    listed = await press.printers()
    assert [printer.name for printer in listed] == [PDF_FILE, *QUEUES]
    speak_zpl = {printer.name for printer in listed if printer.raw}
    assert speak_zpl == {RAW_QUEUE, ZEBRA_QUEUE, DRIVER_QUEUE}
    (pdf,) = [printer for printer in listed if printer.name == PDF_QUEUE]
    assert (210, 297) in [(round(wide), round(tall)) for wide, tall in pdf.sizes]


async def test_without_a_printing_system_the_pdf_file_is_still_there(
    press: Press, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("CUPS_SERVER", f"{tmp_path}/none.sock")
    assert [printer.name for printer in await press.printers()] == [PDF_FILE]
