"""Facts beside each other: what differs in writing only is the same."""

from __future__ import annotations

import pytest

from shipdesk.ui.activity.sameness import same


@pytest.mark.parametrize(
    ("name", "sent", "shown", "expected"),
    [
        ("phone", "+48 600 100 200", "600100200", True),
        ("phone", "+91 98220 12345", "9822012345", True),
        ("phone", "+48 600 100 200", "600100201", False),
        ("recipient", "Jan  Nowak", "JAN NOWAK", True),
        ("reference", "600 100 200", "600100200", False),
    ],
)
def test_same_in_other_writing(name: str, sent: str, shown: str, *, expected: bool) -> None:
    assert same(name, sent, shown) is expected
