"""Bodies of requests in lines, whole or cut."""

from __future__ import annotations

import pytest

from shipdesk.ui.activity.json_lines import breakable, readable


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"a":[1,2]}', '{\n  "a": [\n    1,\n    2\n  ]\n}'),
        ('{"a":"Łódź, {x}","b":{"c":1', '{\n  "a": "Łódź, {x}",\n  "b": {\n    "c": 1'),
        ('[{"q":"say \\"hi\\", so"},…', '[\n  {\n    "q": "say \\"hi\\", so"\n  },\n  …'),
        ("404 page not found", "404 page not found"),
        ("(application/pdf, 12 bytes)", "(application/pdf, 12 bytes)"),
        ("", ""),
    ],
)
def test_a_body_is_laid_out_as_far_as_it_goes(body: str, shown: str) -> None:
    assert readable(body) == shown


def test_a_word_that_fits_no_line_can_be_broken_and_a_number_of_a_parcel_stays_whole() -> None:
    number = "620012345678901234567890"
    assert breakable(f"see {number}") == f"see {number}"
    long = breakable("x" * 100)
    assert long.replace("\u200b", "") == "x" * 100
    assert max(len(part) for part in long.split("\u200b")) == 40
