"""What a label file is: known by its first bytes, refused by name, measured in mm."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from shipdesk.domain.label import MediaType
from shipdesk.errors import LabelMissingError, PrintError
from shipdesk.printing import document
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker

ZPL = b"^XA^PW812^LL1218^FO50,50^BCN,100^FD520000012680041086770096^FS^XZ"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (make.pdf(), MediaType.PDF),
        (b"X-Junk: 1\r\n\r\n" + make.pdf(), MediaType.PDF),
        (make.png(make.Drawn(), 100), MediaType.PNG),
        (make.png(make.Drawn(), 100, kind="JPEG"), MediaType.JPEG),
        (make.png(make.Drawn(), 50, kind="GIF", tell_dpi=False), MediaType.GIF),
        (ZPL, MediaType.ZPL),
        (b"\r\n~DGR:LOGO.GRF,1,1,FF^XA^XZ", MediaType.ZPL),
        (b'\nN\nq812\nB50,50,0,1,2,2,100,B,"1234"\nP1\n', MediaType.EPL),
    ],
)
def test_a_kind_of_file_is_known_by_its_first_bytes(body: bytes, expected: MediaType) -> None:
    assert document.media_type_of(body) is expected


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"", "label_empty"),
        (b"  \r\n", "label_empty"),
        (b"<!DOCTYPE html><title>Sign in</title>", "label_is_page"),
        (b"\xef\xbb\xbf\n  <HTML><body>%PDF-1.4</body></HTML>", "label_is_page"),
        (b'<?xml version="1.0"?><!-- x --><html xmlns="x">', "label_is_page"),
        (b'{"error": "not found"}', "label_is_answer"),
        (b"[1, 2]", "label_is_answer"),
        (b"PK\x03\x04 a zip file", "label_kind"),
        (b"%PDF-" + b"0" * (document.MAX_BYTES + 1), "label_too_large"),
    ],
)
def test_what_is_no_label_is_refused_by_its_name(body: bytes, key: str) -> None:
    with pytest.raises(LabelMissingError) as caught:
        document.media_type_of(body)
    assert caught.value.key == key
    assert "Something went wrong" not in caught.value.title


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (make.pdf(password="secret"), "label_locked"),
        (b"%PDF-1.7\n" + b"garbage" * 50, "label_damaged"),
        (make.invoice(["page"] * (document.MAX_PAGES + 1)), "label_pages"),
        (make.png(make.Drawn(), 100)[:200], "label_damaged"),
        (make.pdf(make.Drawn(size=(105.0, 3000.0), ink=(1, 1, 90, 140))), "label_size"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_refused_by_name(
    keep: LabelFileMaker, body: bytes, key: str
) -> None:
    with pytest.raises(LabelMissingError) as caught:
        document.inspect(str(keep(body)))
    assert caught.value.key == key


def test_a_file_that_is_gone_is_a_missing_label(tmp_path: Path) -> None:
    with pytest.raises(LabelMissingError) as caught:
        document.inspect(str(tmp_path / "gone.pdf"))
    assert caught.value.key == "label_missing"


def test_facts_of_a_pdf_are_its_hash_pages_and_true_size(keep: LabelFileMaker) -> None:
    body = make.pdf(make.Drawn(), make.Drawn(size=make.A4))
    facts = document.inspect(str(keep(body)))
    assert facts.sha256 == hashlib.sha256(body).hexdigest()
    assert (facts.pages, facts.width_mm, facts.height_mm) == (2, 105, 148)
    assert (facts.media_type, facts.size) == (MediaType.PDF, len(body))


def test_the_size_of_a_pdf_is_what_a_reader_shows_cropped_and_turned(keep: LabelFileMaker) -> None:
    facts = document.inspect(str(keep(make.pdf(crop=10, rotate=90))))
    assert (facts.width_mm, facts.height_mm) == (148, 105)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("tell_dpi", [True, False])
def test_the_size_of_a_picture_is_told_or_guessed_from_usual_labels(
    keep: LabelFileMaker, dpi: int, *, tell_dpi: bool
) -> None:
    body = make.png(make.Drawn(size=make.FOUR_BY_SIX), dpi, tell_dpi=tell_dpi)
    facts = document.inspect(str(keep(body)))
    assert facts.width_mm == pytest.approx(101.6, abs=0.3)
    assert facts.height_mm == pytest.approx(152.4, abs=0.3)


def test_a_raw_file_is_measured_but_not_drawn(keep: LabelFileMaker) -> None:
    facts = document.inspect(str(keep(ZPL)))
    assert (facts.media_type, facts.pages) == (MediaType.ZPL, 1)
    assert (facts.width_mm, facts.height_mm) == (101.5, 152.25)
    with pytest.raises(PrintError) as caught, document.open_document(ZPL, MediaType.ZPL):
        pytest.fail("a raw file was opened")
    assert caught.value.key == "label_not_drawn"
