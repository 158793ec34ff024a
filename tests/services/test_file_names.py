"""File names of our own making."""

from __future__ import annotations

import pytest

from shipdesk.services.file_names import plain_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("624011129905", "624011129905"),
        ("../../etc/passwd", "------etc-passwd"),
        ("C:\\Temp\\Zebra ZD421", "C--Temp-Zebra-ZD421"),
        ("Łódź 1", "--d--1"),
        ("x" * 200, "x" * 40),
        ("", ""),
    ],
)
def test_a_text_from_outside_becomes_no_path(text: str, name: str) -> None:
    assert plain_name(text, 40) == name
