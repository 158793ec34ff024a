"""Local checks of a sender: what each country wants, with a fix where there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.address import Address
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.ui.settings.sender_check import check

POLISH = Sender(
    SenderId("a"),
    "Glinka",
    Address(
        company="Glinka",
        street="ul. Cicha 8",
        city="Kraków",
        postcode="30-002",
        country="PL",
        phone="600222333",
    ),
)
INDIAN = Sender(
    SenderId("b"),
    "Pune",
    Address(
        name="Asha",
        street="14 Pottery Lane",
        city="Pune",
        postcode="411001",
        state="Maharashtra",
        country="IN",
        phone="9822012345",
    ),
)


def wrong(sender: Sender, **address: str) -> dict[str, str]:
    """Return the suggestions by field of a sender with these parts of the address."""
    found = check(replace(sender, address=replace(sender.address, **address)))
    return {field: problem.suggestion for field, problem in found.items()}


@pytest.mark.parametrize("sender", [POLISH, INDIAN])
def test_a_good_profile_passes(sender: Sender) -> None:
    assert check(sender) == {}


@pytest.mark.parametrize(
    ("sender", "address", "expected"),
    [
        (POLISH, {"postcode": "30002"}, {"postcode": "30-002"}),
        (POLISH, {"postcode": "3000"}, {"postcode": ""}),
        (POLISH, {"phone": "+48 600 222 333"}, {"phone": "600222333"}),
        (POLISH, {"phone": "0601220345"}, {"phone": ""}),
        (INDIAN, {"postcode": "411 001"}, {"postcode": "411001"}),
        (INDIAN, {"phone": "+91 98220 12345"}, {"phone": "9822012345"}),
        (INDIAN, {"street": "Lane 4"}, {"street": ""}),
        (INDIAN, {"state": ""}, {"state": ""}),
        (POLISH, {"company": ""}, {"name": ""}),
        (POLISH, {"city": "", "street": ""}, {"city": "", "street": ""}),
        (POLISH, {"email": "biuro"}, {"email": ""}),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    sender: Sender, address: dict[str, str], expected: dict[str, str]
) -> None:
    assert wrong(sender, **address) == expected


@pytest.mark.parametrize("hours", ["9-16", "16:00-09:00", "", "09:00-25:00"])
def test_office_hours_read_from_to(hours: str) -> None:
    assert set(check(replace(POLISH, office_hours=hours))) == {"office_hours"}
