"""A sweep takes what is old and what nobody needs, and nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shipdesk.domain.account import LOCAL
from shipdesk.domain.operation import OperationKind, PrintIntent
from shipdesk.domain.shipment import ShipmentId, ShipmentStatus
from shipdesk.services.kinds.base import new_operation
from shipdesk.storage import label_sweep, labels, operations, print_ledger, shipments
from shipdesk.storage.label_sweep import Room
from shipdesk.storage.sql import Conn
from tests.support.shop import NOW, a_shipment

OLD, NEW = NOW - timedelta(days=500), NOW - timedelta(days=10)
LIMIT = NOW - timedelta(days=400)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """The folder of kept files, beside whatever else a profile has."""
    return tmp_path / "labels"


def keep(journal: Conn, folder: Path, name: str, at: datetime, status: ShipmentStatus) -> str:
    """Keep a label of a shipment with that status since then, and return its hash."""
    shipment = a_shipment(id=ShipmentId(name), remote_id=name, status=status)
    shipments.save(journal, shipment)
    return keep_for(journal, folder, name, at, f"%PDF label of {name}".encode())


def keep_for(journal: Conn, folder: Path, name: str, at: datetime, body: bytes) -> str:
    sha256 = labels.keep_bytes(folder, body)
    os.utime(labels.path_of(folder, sha256), (at.timestamp(), at.timestamp()))
    labels.save(
        journal,
        name,
        "label",
        sha256=sha256,
        media_type="application/pdf",
        size=len(body),
        pages=1,
        width_mm=105,
        height_mm=148,
        source="courier",
        now=at,
    )
    return sha256


def sweep(journal: Conn, folder: Path) -> Room:
    label_sweep.forget(journal, LIMIT)
    return label_sweep.remove_files(folder, label_sweep.needed(journal), LIMIT, NOW)


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_only_old_labels_of_parcels_that_arrived_go_and_the_ledger_stays(
    journal: Conn, vault: Path
) -> None:
    gone = keep(journal, vault, "arrived", OLD, ShipmentStatus.DELIVERED)
    under_way = keep(journal, vault, "under_way", OLD, ShipmentStatus.IN_TRANSIT)
    recent = keep(journal, vault, "recent", NEW, ShipmentStatus.DELIVERED)
    record = print_ledger.begin(journal, "arrived", sha256=gone, printer="Zebra", now=OLD)
    print_ledger.settle(journal, record, "handed_over", "7", now=OLD)
    told = label_sweep.may_go(journal, LIMIT)
    assert told == Room(1, len("%PDF label of arrived"))
    assert sweep(journal, vault) == told
    assert left(vault) == {under_way, recent}
    assert labels.of_shipment(journal, "arrived") == ()
    assert [each.sha256 for each in print_ledger.of_shipment(journal, "arrived")] == [gone]
    assert label_sweep.kept(journal).files == 2


def test_label_that_an_open_print_needs_stays(journal: Conn, vault: Path) -> None:
    sha256 = keep(journal, vault, "arrived", OLD, ShipmentStatus.DELIVERED)
    operation = new_operation(
        OperationKind.PRINT, "arrived:label", LOCAL, "ORD-1", PrintIntent("arrived", sha256), NOW
    )
    operations.enqueue(journal, operation)
    assert label_sweep.may_go(journal, LIMIT) == Room()
    assert sweep(journal, vault) == Room()
    assert left(vault) == {sha256}
    assert labels.of_shipment(journal, "arrived")[0].sha256 == sha256


def test_file_that_two_parcels_share_stays_while_one_of_them_needs_it(
    journal: Conn, vault: Path
) -> None:
    keep(journal, vault, "arrived", OLD, ShipmentStatus.DELIVERED)
    keep(journal, vault, "under_way", OLD, ShipmentStatus.IN_TRANSIT)
    shared = keep_for(journal, vault, "arrived", OLD, b"%PDF both")
    assert keep_for(journal, vault, "under_way", OLD, b"%PDF both") == shared
    assert label_sweep.may_go(journal, LIMIT) == Room()
    sweep(journal, vault)
    assert shared in left(vault)
    assert labels.of_shipment(journal, "arrived") == ()


def test_files_that_nobody_knows_go_once_they_are_old_and_strangers_stay(
    journal: Conn, vault: Path
) -> None:
    replaced = labels.keep_bytes(vault, b"%PDF an earlier label")
    os.utime(labels.path_of(vault, replaced), (OLD.timestamp(), OLD.timestamp()))
    fetched = labels.keep_bytes(vault, b"%PDF being fetched")
    os.utime(labels.path_of(vault, fetched), (NEW.timestamp(), NEW.timestamp()))
    shelf = labels.path_of(vault, replaced).parent
    for name, days in (("new-broken", 2), ("new-now", 0), ("notes.txt", 900)):
        (shelf / name).write_bytes(b"x")
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(shelf / name, (at, at))
    assert sweep(journal, vault) == Room(2, len(b"%PDF an earlier label") + 1)
    assert left(vault) == {fetched, "new-now", "notes.txt"}
    assert label_sweep.remove_files(vault / "none", (), LIMIT, NOW) == Room()


def test_parcel_on_its_way_back_keeps_its_label(journal: Conn, vault: Path) -> None:
    sha256 = keep(journal, vault, "back", OLD, ShipmentStatus.DELIVERED)
    shipment = shipments.read(journal, ShipmentId("back"))
    returning = replace(shipment, extra={"customer_return": "requested"})
    shipments.save(journal, returning)
    assert sweep(journal, vault) == Room()
    assert left(vault) == {sha256}
