"""Tests of InPost's files: labels of many and for the way back, reports; told by their bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from shipdesk.domain.record import RecordAnswer
from shipdesk.errors import ProviderFaultError, RejectedError, UnexpectedReplyError
from shipdesk.providers.archives import ArchiveError
from shipdesk.providers.base import Provider, Records
from shipdesk.providers.shipx.files import extension_of, packed
from shipdesk.providers.shipx.label_files import _repacked
from tests.providers.shipx import at_inpost
from tests.support.simulator import Simulator

A6_PDF = {"format": "Pdf", "page": "A6"}


@pytest.fixture
def records(shipx: Provider) -> Records:
    """The account's records."""
    assert shipx.records is not None
    return shipx.records


async def labels(
    records: Records, ids: Sequence[str], *, op: str = "labels.list", page: str = "A6", **asked: str
) -> RecordAnswer:
    """The labels of some shipments, as the page asks for them."""
    values = {**A6_PDF, "page": page, **asked}
    return await records.read("shipments", op, {}, values, ids)


def names_in(answer: RecordAnswer) -> list[str]:
    """The names of the files in a zip."""
    with zipfile.ZipFile(io.BytesIO(answer.body)) as found:
        return found.namelist()


@pytest.mark.parametrize("op", ["labels.list", "labels.list_by_body"])
async def test_labels_of_one_service_are_one_file(
    op: str, records: Records, sim: Simulator
) -> None:
    ids = [at_inpost.made(sim), at_inpost.made(sim)]
    answer = await labels(records, ids, op=op)
    assert answer.filename == "labels.pdf"
    assert answer.body.startswith(b"%PDF")
    request = sim.requests(operation=f"shipx.{op}")[-1]
    pairs = [tuple(pair) for pair in request["query"]]
    asked = pairs or [(key, None) for key in request["body_keys"]]
    assert {name for name, _ in asked} >= {"format", "type"}
    if pairs:
        assert [text for name, text in pairs if name == "shipment_ids[]"] == ids


async def test_labels_of_several_services_come_as_a_zip(records: Records, sim: Simulator) -> None:
    answer = await labels(records, [at_inpost.made(sim), at_inpost.made(sim, at_inpost.COURIER)])
    assert answer.filename == "labels.zip"
    assert names_in(answer) == ["labels-1.pdf", "labels-2.pdf"]


@pytest.mark.parametrize(("asked", "ending"), [("Pdf", "pdf"), ("Zpl", "zpl"), ("Epl", "epl")])
async def test_a_label_is_called_what_its_bytes_are(
    asked: str, ending: str, records: Records, sim: Simulator
) -> None:
    answer = await labels(records, [at_inpost.made(sim)], format=asked)
    assert answer.filename == f"labels.{ending}"


async def test_the_a4_page_is_asked_for_as_normal(records: Records, sim: Simulator) -> None:
    await labels(records, [at_inpost.made(sim)], page="normal")
    query = dict(sim.requests(operation="shipx.labels.list")[-1]["query"])
    assert query["type"] == "normal"


@pytest.mark.parametrize("op", ["labels.list", "labels.list_by_body"])
async def test_one_shipment_without_a_label_does_not_keep_back_the_others(
    op: str, records: Records, sim: Simulator
) -> None:
    good, unpaid, other = at_inpost.made(sim), at_inpost.chosen(sim), at_inpost.made(sim)
    answer = await labels(records, [good, unpaid, other], op=op)
    assert names_in(answer) == [f"label-{good}.pdf", f"label-{other}.pdf"]
    assert answer.words.startswith("2 of 3 labels.")
    assert unpaid in answer.words


async def test_shipments_of_which_none_has_a_label_are_refused(
    records: Records, sim: Simulator
) -> None:
    unpaid = [at_inpost.chosen(sim), at_inpost.offered(sim)]
    with pytest.raises(RejectedError) as caught:
        await labels(records, unpaid)
    assert caught.value.code == "invalid_action"


@pytest.mark.parametrize("fault", ["wrong_types", "html", "truncated_json"])
async def test_what_is_no_label_is_never_saved_as_one(
    fault: str, records: Records, sim: Simulator
) -> None:
    number = at_inpost.made(sim)
    sim.fault("shipx.labels.list", fault, times=-1)
    with pytest.raises((UnexpectedReplyError, ProviderFaultError)):
        await labels(records, [number])


@pytest.mark.parametrize("op", ["labels.return_list", "labels.return_get"])
async def test_labels_for_the_way_back_exist_for_courier_shipments(
    op: str, records: Records, sim: Simulator
) -> None:
    number = at_inpost.made(sim, at_inpost.COURIER)
    found = await records.fetch("shipments", number)
    places = records.places("shipments", op, found, "", {})
    answer = await records.read("shipments", op, places, {}, [number])
    assert answer.body.startswith(b"%PDF")
    assert answer.filename.startswith("return-label")
    query = dict(sim.requests(operation=f"shipx.{op}")[-1]["query"])
    assert query["format"] == "Pdf"


async def test_a_locker_parcel_has_no_label_for_the_way_back(
    records: Records, sim: Simulator
) -> None:
    number = at_inpost.made(sim)
    with pytest.raises(RejectedError):
        await records.read("shipments", "labels.return_list", {}, {}, [number])


async def test_the_cod_report_is_a_file_of_two_days(records: Records, sim: Simulator) -> None:
    values = {"first_day": "2026-03-01", "last_day": "2026-03-31"}
    answer = await records.read("organizations", "reports.cod", {}, values)
    assert answer.filename == "cod-report.csv"
    assert answer.body.startswith(b"tracking_number;")
    query = dict(sim.requests(operation="shipx.reports.cod")[-1]["query"])
    assert query == {"format": "csv", "start_date": "2026-03-01", "end_date": "2026-03-31"}


async def test_a_report_that_ends_before_it_begins_is_refused(records: Records) -> None:
    values = {"first_day": "2026-03-31", "last_day": "2026-03-01"}
    with pytest.raises(RejectedError) as caught:
        await records.read("organizations", "reports.cod", {}, values)
    assert "end_date" in caught.value.fields


async def test_import_mappings_are_saved_as_one_file(records: Records) -> None:
    answer = await records.read("file_mappings", "file_mappings.export", {}, {})
    assert answer.filename == "import-mappings.csv"
    assert b"Sklep CSV" in answer.body


async def test_an_empty_answer_is_no_file(records: Records, sim: Simulator) -> None:
    sim.fault("shipx.file_mappings.export", "empty_body", times=-1)
    with pytest.raises(UnexpectedReplyError):
        await records.read("file_mappings", "file_mappings.export", {}, {})


@pytest.mark.parametrize(
    ("body", "media_type", "found"),
    [
        (b"%PDF-1.4 ... %%EOF\n", "application/pdf", "pdf"),
        (b"%PDF-1.4 ... cut", "application/pdf", ""),
        (packed({"a.pdf": b"x"}), "application/pdf", "zip"),
        (packed({"a.pdf": b"x"})[:20], "application/zip", ""),
        (b"CT~~CD,~CC^~CT~\n^XA^FDx^FS^XZ\n", "application/octet-stream", "zpl"),
        (b"^XA^FDx", "application/zpl", ""),
        (b"\nN\nq812\nP1\n", "application/epl2", "epl"),
        (b"a;b\n1;2\n", "application/csv", "csv"),
        (b'{"a": 1}', "application/pdf", "json"),
        (b"<?xml version='1.0'?><a/>", "text/plain", "xml"),
        (b"\x00\x01\x02", "application/pdf", ""),
        (b"words", "text/plain", "txt"),
    ],
)
def test_a_file_is_what_its_first_and_last_bytes_say(
    body: bytes, media_type: str, found: str
) -> None:
    assert extension_of(body, media_type) == found


PDF, ZPL = b"%PDF-1.4\n%%EOF", b"^XA^FO1,1^FDx^FS^XZ"
EPL = b'\nN\nq800\nA50,50,0,4,1,1,N,"x"\nP1\n'


def test_labels_of_a_zip_are_packed_anew_under_names_of_ours() -> None:
    body = packed({"../../evil.exe": PDF, "b.zpl": ZPL, "c": EPL})
    with zipfile.ZipFile(io.BytesIO(_repacked(body, "labels"))) as found:
        assert [(name, found.read(name)) for name in found.namelist()] == [
            ("labels-1.pdf", PDF),
            ("labels-2.zpl", ZPL),
            ("labels-3.epl", EPL),
        ]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"a.pdf": PDF, "b.pdf": b"<html>no label</html>"},
        {"a.pdf": PDF, "b.pdf": b"MZ\x90\x00 a program"},
        {"a.pdf": PDF, "b.pdf": b"%PDF-1.4 cut off"},
        {"a.pdf": PDF, "b.epl": b"a text, and no label"},
        {"a.pdf": packed({"b.pdf": PDF})},
        {"a.pdf": bytes(30_000_000)},
    ],
    ids=["nothing", "page", "program", "cut", "text", "nested", "bomb"],
)
def test_zip_with_anything_but_labels_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(ArchiveError):
        _repacked(packed(files), "labels")
