"""Which parcel a scanned code names, and that a parcel is closed once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shipdesk.domain.shipment import ShipmentId, ShipmentStatus
from shipdesk.storage import print_ledger, scan_back, shipments
from shipdesk.storage.scan_back import Tally
from shipdesk.storage.sql import Conn, run
from tests.support.shop import NOW, a_shipment

NUMBER = "620000710175423300000001"


def bought(journal: Conn, name: str, number: str, **more: object) -> None:
    """Write down a shipment with that tracking number."""
    shipment = a_shipment(id=ShipmentId(name), remote_id=name, tracking_number=number, **more)
    shipments.save(journal, shipment)


def printed(journal: Conn, name: str) -> None:
    """Hand its label over to a printer."""
    record = print_ledger.begin(journal, name, sha256="a" * 64, printer="Zebra", now=NOW)
    print_ledger.settle(journal, record, "handed_over", "1", now=NOW)


def named(journal: Conn, code: str) -> list[str]:
    return [shipment.id for shipment in scan_back.find(journal, code)]


@pytest.mark.parametrize(
    "code",
    [
        NUMBER,
        "6200 0071 0175 4233 0000 0001",
        f"(00){NUMBER}",
        f"]C100{NUMBER}",
        f"JJD{NUMBER}09",
        f"%0030552{NUMBER}327616",
    ],
)
def test_number_is_found_behind_application_identifiers_and_prefixes(
    journal: Conn, code: str
) -> None:
    bought(journal, "ours", NUMBER)
    bought(journal, "other", "620000710175423300000002")
    assert named(journal, code) == ["ours"]


def test_letters_of_a_number_are_compared_without_their_case(journal: Conn) -> None:
    bought(journal, "ours", "DLV1234567")
    assert named(journal, "dlv1234567") == ["ours"]


def test_longest_number_in_a_code_wins_and_a_short_one_has_to_be_the_whole_code(
    journal: Conn,
) -> None:
    bought(journal, "long", "9876543210")
    bought(journal, "inside", "654321")
    bought(journal, "short", "5432")
    assert named(journal, "019876543210") == ["long"]
    assert named(journal, "00654321") == ["inside"]
    assert named(journal, "5432") == ["short"]
    assert named(journal, "0005432000") == []
    assert named(journal, "") == []


def test_code_with_the_numbers_of_two_parcels_names_both(journal: Conn) -> None:
    bought(journal, "one", "11111111")
    bought(journal, "two", "22222222")
    assert sorted(named(journal, "11111111/22222222")) == ["one", "two"]


def test_number_that_was_bought_twice_names_the_newer_shipment(journal: Conn) -> None:
    bought(journal, "first", NUMBER, status=ShipmentStatus.CANCELLED)
    bought(journal, "second", NUMBER)
    assert named(journal, NUMBER) == ["second"]


def test_parcel_is_closed_once_and_the_journal_keeps_what_was_taken_back(journal: Conn) -> None:
    later = NOW + timedelta(minutes=5)
    bought(journal, "ours", NUMBER)
    scan_back.close(journal, "ours", NUMBER, NOW)
    scan_back.close(journal, "ours", NUMBER, later)
    assert scan_back.scanned(journal, ["ours", "none"]) == {"ours": NOW}
    assert scan_back.take_back(journal, "ours", later)
    assert not scan_back.take_back(journal, "ours", later)
    assert scan_back.scanned(journal, ["ours"]) == {}
    scan_back.close(journal, "ours", NUMBER, later)
    assert scan_back.scanned(journal, ["ours"]) == {"ours": later}
    assert run(journal, "SELECT count(*), count(undone_ms) FROM scan_back") == [(2, 1)]


def test_printed_parcels_that_still_stand_here_are_counted(journal: Conn) -> None:
    for name in ("scanned", "open", "unprinted"):
        bought(journal, name, f"100000{name}")
    bought(journal, "gone", "200000001", status=ShipmentStatus.IN_TRANSIT)
    bought(journal, "void", "200000002", status=ShipmentStatus.CANCELLED)
    for name in ("scanned", "open", "gone", "void"):
        printed(journal, name)
    printed(journal, "open")
    for name in ("scanned", "gone"):
        scan_back.close(journal, name, "code", NOW)
    assert scan_back.tally(journal) == Tally(scanned=1, printed=2)
