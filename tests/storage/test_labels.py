"""Labels are kept by their hash, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipdesk.errors import LabelMissingError, StorageError
from shipdesk.storage import labels
from shipdesk.storage.sql import Conn
from tests.support.shop import NOW

BODY = b"%PDF-1.4 a label"


def keep(journal: Conn, kind: str, sha256: str) -> None:
    labels.save(
        journal,
        "s1",
        kind,
        sha256=sha256,
        media_type="application/pdf",
        size=len(BODY),
        pages=1,
        width_mm=105,
        height_mm=148.5,
        source="endpoint",
        now=NOW,
    )


def test_kept_bytes_come_back_and_are_kept_once(tmp_path: Path) -> None:
    sha256 = labels.keep_bytes(tmp_path, BODY)
    assert labels.keep_bytes(tmp_path, BODY) == sha256
    assert labels.load_bytes(tmp_path, sha256) == BODY
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [sha256]


def test_a_half_written_file_is_replaced_by_the_next_fetch(tmp_path: Path) -> None:
    sha256 = labels.keep_bytes(tmp_path, BODY)
    labels.path_of(tmp_path, sha256).write_bytes(BODY[:3])
    labels.keep_bytes(tmp_path, BODY)
    assert labels.load_bytes(tmp_path, sha256) == BODY


def test_a_changed_or_lost_file_is_not_given_out(tmp_path: Path) -> None:
    sha256 = labels.keep_bytes(tmp_path, BODY)
    labels.path_of(tmp_path, sha256).write_bytes(b"%PDF-1.4 A label")
    with pytest.raises(LabelMissingError, match="changed"):
        labels.load_bytes(tmp_path, sha256)
    labels.path_of(tmp_path, sha256).unlink()
    with pytest.raises(LabelMissingError, match="gone"):
        labels.load_bytes(tmp_path, sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_a_name_that_is_no_hash_reaches_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(LabelMissingError):
        labels.load_bytes(tmp_path, name)


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "labels").write_text("a file where the folder should be")
    with pytest.raises(StorageError):
        labels.keep_bytes(tmp_path / "labels", BODY)


def test_a_shipments_documents_are_listed_label_first(journal: Conn) -> None:
    keep(journal, "invoice", "b" * 64)
    assert labels.kept(journal, ["s1"]) == frozenset()
    keep(journal, "label", "a" * 64)
    keep(journal, "label", "c" * 64)
    found = labels.of_shipment(journal, "s1")
    assert [(item.kind, item.sha256) for item in found] == [
        ("label", "c" * 64),
        ("invoice", "b" * 64),
    ]
    assert (found[0].width_mm, found[0].height_mm, found[0].saved_at) == (105, 148.5, NOW)
    assert labels.kept(journal, ["s1", "s2"]) == {"s1"}
