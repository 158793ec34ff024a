"""Zebra's language: known, bounded, read, and written for a picture."""

from __future__ import annotations

import numpy as np
import pytest

from shipdesk.printing import raster, zpl

LABEL = (
    b"\x02^XA^CI28^PW812^LL1218^BY3^FO20,20^A0N,30^FDul. Prosta 5^FS"
    b"^FO50,100^BCN,120,Y,N,N^FD>;520000012680041086770096^FS"
    b"^FO50,300^BQN,2,6^FDQA,KRA010^FS^XZ"
)


@pytest.mark.parametrize("body", [LABEL, b"~JA^XA^XZ", b"\r\n^XA^FO1,1^XZ", b"~DGR:A.GRF,1,1,FF"])
def test_zpl_is_known(body: bytes) -> None:
    assert zpl.is_zpl(body)


@pytest.mark.parametrize("body", [b"%PDF-1.4", b"^hello", b"text ^XA ^XZ", b"{}"])
def test_other_text_is_not_zpl(body: bytes) -> None:
    assert not zpl.is_zpl(body)


def test_bar_code_contents_are_read_without_plain_text_and_subset_codes() -> None:
    assert zpl.codes(LABEL) == ("520000012680041086770096", "KRA010")


def test_size_and_count_are_what_the_file_tells() -> None:
    assert zpl.size_mm(LABEL) == (101.5, 152.25)
    assert zpl.size_mm(b"^XA^FO1,1^XZ") == (0, 0)
    assert zpl.label_count(b"^XA^DFR:A^FS^XZ^XA^FO1^XZ^XA^MCY^XZ" + LABEL) == 3


def test_a_picture_carries_every_dot() -> None:
    bits = np.zeros((3, 10), dtype=np.bool_)
    bits[0, 0] = bits[2, 9] = True
    sent = zpl.picture(raster.pack(bits), 10, 3, darkness=15)
    assert sent == (
        b"~SD15^XA^PW10^LL3^LH0,0^FO0,0^GFA,6,6,2,8000" + b"0000" + b"0040" + b"^FS^XZ\n"
    )


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="rows"):
        zpl.picture(b"\x00", 10, 3)
