"""Records by tables: lists, what is sent of a form, what is found after, what a table may say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from shipdesk.domain.record import Record, RecordIntent, RecordQuery
from shipdesk.errors import AuthError, RejectedError, UnexpectedReplyError
from shipdesk.providers.record_acts import RecordActs
from shipdesk.providers.record_tables import record_tables
from shipdesk.providers.records import Answer, TableRecords
from shipdesk.providers.steps import Settled
from shipdesk.providers.tables import Table

SINCE = datetime(2024, 3, 1, tzinfo=UTC)
ENDPOINTS = {
    "boxes.list": {"verb": "GET", "path": "/boxes"},
    "boxes.get": {"verb": "GET", "path": "/boxes/{id}"},
    "boxes.create": {"verb": "POST", "path": "/boxes"},
    "boxes.replace": {"verb": "PUT", "path": "/boxes/{id}"},
    "boxes.patch": {"verb": "PATCH", "path": "/boxes/{id}"},
    "boxes.delete": {"verb": "DELETE", "path": "/boxes/{id}"},
    "boxes.delete_many": {"verb": "POST", "path": "/boxes/delete"},
    "boxes.out": {"verb": "POST", "path": "/boxes/out"},
    "boxes.position": {"verb": "GET", "path": "/boxes/{id}/position"},
    "boxes.key": {"verb": "GET", "path": "/key", "acts": True},
}
WIRE = {
    "record": {"made": ["id"]},
    "bulk": {"failed": "failed", "id": "guid", "code": "code", "words": ["message", "code"]},
}
BOXES: dict[str, Any] = {
    "title": "Boxes",
    "singular": "box",
    "list": "boxes.list",
    "get": "boxes.get",
    "id": "id",
    "shows": ["name"],
    "fields": {
        "name": {"title": "Name"},
        "note": {"title": "Note"},
        "city": {"title": "Town", "at": "place.city"},
        "weight": {"title": "Weight", "type": "number"},
        "status": {"title": "Status"},
    },
    "parts": {
        "things": {
            "title": "Things",
            "at": "things",
            "id": "id",
            "fields": {"name": {"title": "Name"}},
        }
    },
    "acts": {
        "boxes.create": {
            "title": "New…",
            "target": "none",
            "fields": ["name", "weight"],
            "found_by": ["name"],
        },
        "boxes.replace": {
            "title": "Edit…",
            "fields": ["name", "note", "city"],
            "merges": True,
            "leaves_out": ["id", "owner", "things"],
            "carries": {"ownerId": "owner.id", "thingIds": "things[].id"},
        },
        "boxes.patch": {"title": "Change…", "fields": ["name", "note"], "partial": True},
        "boxes.delete": {"title": "Delete"},
        "boxes.delete_many": {
            "title": "Delete all",
            "target": "records",
            "ids_to": "ids",
            "removes": True,
        },
        "boxes.out": {
            "title": "Take out",
            "target": "part",
            "part": "things",
            "places": {"boxId": "record", "thingId": "part"},
        },
        "boxes.key": {"title": "Key", "role": "write", "target": "none", "secret": "key"},
    },
}


class Service:
    """A service of boxes in memory that keeps what it was asked."""

    def __init__(self) -> None:
        self.boxes: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, tuple[str, ...], Mapping[str, Any]]] = []
        self.problem: Exception | None = None
        self.told: object = None

    def calls(self) -> dict[str, Any]:
        """Return a method for each operation."""

        def method(op: str) -> Any:
            async def call(*places: str, **what: Any) -> Answer:
                self.asked.append((op, places, what))
                return self._answer(op, places)

            return call

        return {op: method(op) for op in ENDPOINTS}

    def _answer(self, op: str, places: tuple[str, ...]) -> Answer:
        if op == "boxes.list":
            return Answer(list(self.boxes.values()), len(self.boxes))
        if op == "boxes.get":
            if places[0] not in self.boxes:
                raise RejectedError("NOT_FOUND", status=404)
            return Answer(self.boxes[places[0]])
        if self.problem is not None:
            raise self.problem
        return Answer(self.told)

    @property
    def body(self) -> Mapping[str, Any]:
        """The newest body that was sent."""
        found: Mapping[str, Any] = self.asked[-1][2]["body"]
        return found


def _opened(service: Service, **changes: Any) -> tuple[TableRecords, RecordActs]:
    kinds = {"boxes": {**BOXES, **changes}}
    content = {"endpoints": ENDPOINTS, "wire": WIRE, "records": kinds}
    tables = record_tables(Table("boxes", content))
    records = TableRecords(tables, service.calls(), lambda _table, _query: (), "Boxes")
    return records, RecordActs(records, "Boxes")


def _intent(op: str, *ids: str, **more: Any) -> RecordIntent:
    places = {"id": ids[0]} if ids else {}
    return RecordIntent("boxes", op, "Act", ids, more.pop("places", places), **more)


async def _run(acts: RecordActs, intent: RecordIntent) -> Settled:
    facts: dict[str, str] = {}
    result = Settled()
    for step in acts.steps(intent):
        told = await acts.run(step.name, intent, facts)
        assert isinstance(told, Settled)
        facts |= told.facts
        result = told
    return result


async def test_a_row_that_does_not_fit_is_skipped_with_its_reason() -> None:
    service = Service()
    service.boxes = {"1": {"id": 1, "name": "A"}, "2": {"name": "no id"}}
    records, _ = _opened(service)
    page = await records.fetch_page("boxes", RecordQuery())
    assert [each.title for each in page.records] == ["A"]
    assert page.skipped == ("row 2: id is missing",)


async def test_a_list_that_is_none_is_named() -> None:
    service = Service()
    records, _ = _opened(service, rows="things")
    service.boxes = {}
    assert (await records.fetch_page("boxes", RecordQuery())).records == ()
    records, _ = _opened(service, list="boxes.key")
    service.told = "no list"
    with pytest.raises(UnexpectedReplyError):
        await records.fetch_page("boxes", RecordQuery())


async def test_a_record_is_read_before_it_is_sent_back_whole() -> None:
    service = Service()
    service.boxes = {
        "7": {
            "id": 7,
            "name": "A",
            "kept": Decimal("1.50"),
            "owner": {"id": 3},
            "things": [{"id": 1}, {"id": 2}],
        }
    }
    _, acts = _opened(service)
    await _run(acts, _intent("boxes.replace", "7", fields={"name": "B", "city": "Łódź"}))
    assert [op for op, _, _ in service.asked] == ["boxes.get", "boxes.replace"]
    assert service.body == {
        "name": "B",
        "kept": Decimal("1.50"),
        "place": {"city": "Łódź"},
        "ownerId": 3,
        "thingIds": [1, 2],
    }


async def test_a_partial_change_reads_nothing_and_sends_what_changed() -> None:
    service = Service()
    _, acts = _opened(service)
    fields = {"name": "A", "note": "new"}
    await _run(acts, _intent("boxes.patch", "7", fields=fields, before={"name": "A"}))
    assert [op for op, _, _ in service.asked] == ["boxes.patch"]
    assert service.body == {"note": "new"}


async def test_places_that_the_path_has_not_go_into_the_body() -> None:
    service = Service()
    records, acts = _opened(service)
    places = records.places("boxes", "boxes.out", Record("7", "A"), "t-1", {})
    await _run(acts, _intent("boxes.out", "7", places=places))
    assert service.asked[-1][1] == ()
    assert service.body == {"boxId": 7, "thingId": "t-1"}


async def test_a_conflict_is_a_plain_refusal_and_is_not_sent_again() -> None:
    service = Service()
    _, acts = _opened(service)
    service.problem = RejectedError("TAKEN", "taken", {"name": ("taken",)}, 409)
    with pytest.raises(RejectedError) as caught:
        await _run(acts, _intent("boxes.create", fields={"name": "A"}))
    assert (caught.value.status, caught.value.code) == (400, "TAKEN")
    assert caught.value.fields == {"name": ("taken",)}


async def test_a_conflict_of_what_was_done_before_is_done() -> None:
    service = Service()
    service.boxes = {"7": {"id": 7, "name": "B"}}
    _, acts = _opened(service)
    service.problem = RejectedError("TAKEN", status=409)
    assert await _run(acts, _intent("boxes.replace", "7", fields={"name": "B"})) == Settled()


async def test_only_what_is_gone_itself_counts_as_deleted() -> None:
    service = Service()
    _, acts = _opened(service)
    service.problem = RejectedError("NOT_FOUND", status=404)
    assert (await _run(acts, _intent("boxes.delete", "7"))).words == "It was gone already."
    service.problem = RejectedError("not_offered", status=404)
    with pytest.raises(RejectedError):
        await _run(acts, _intent("boxes.delete", "7"))
    service.problem = AuthError(401)
    with pytest.raises(AuthError):
        await _run(acts, _intent("boxes.delete", "7"))


async def test_of_several_it_is_told_which_were_refused() -> None:
    service = Service()
    _, acts = _opened(service)
    intent = _intent("boxes.delete_many", "7", "8", places={})
    service.told = {"failed": [{"guid": "8", "code": "CONFLICT", "message": "in use"}]}
    assert (await _run(acts, intent)).words == "1 done, 1 refused: 8: in use"
    service.told = {"failed": [{"guid": "8", "code": "NOT_FOUND"}]}
    assert (await _run(acts, intent)).words == ""
    service.told = {"failed": [{"guid": "7", "code": "A"}, {"guid": "8", "code": "B"}]}
    with pytest.raises(RejectedError):
        await _run(acts, intent)


async def test_a_secret_is_handed_on_apart_and_must_be_there() -> None:
    service = Service()
    _, acts = _opened(service)
    service.told = {"key": "s3cret", "id": 1}
    settled = await _run(acts, _intent("boxes.key"))
    assert settled.secrets == {"key": "s3cret"}
    assert not settled.facts
    service.told = {}
    with pytest.raises(UnexpectedReplyError):
        await _run(acts, _intent("boxes.key"))


async def test_a_lost_creation_is_looked_for_by_what_was_typed() -> None:
    service = Service()
    service.boxes = {"7": {"id": 7, "name": "B"}}
    _, acts = _opened(service)
    lost = _intent("boxes.create", fields={"name": "B"})
    (match,) = await acts.find("send", lost, {}, SINCE)
    assert (match.remote_id, match.ours) == ("7", True)
    other = _intent("boxes.create", fields={"name": "C"})
    assert await acts.find("send", other, {}, SINCE) == ()
    blank = _intent("boxes.create", fields={"weight": "1"})
    assert await acts.find("send", blank, {}, SINCE) == (), "nothing is known of it"


async def test_a_lost_deletion_is_found_when_reading_says_so() -> None:
    service = Service()
    service.boxes = {"7": {"id": 7}}
    _, acts = _opened(service)
    assert await acts.find("send", _intent("boxes.delete", "7"), {}, SINCE) == ()
    service.boxes.clear()
    assert len(await acts.find("send", _intent("boxes.delete", "7"), {}, SINCE)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"shows": ["nothing"]},
        {"list": "boxes.nowhere"},
        {"acts": {"boxes.nowhere": {"title": "X"}}},
        {"acts": {"boxes.get": {"title": "X", "fields": ["nothing"]}}},
        {"fields": {"name": {"title": "N", "type": "colour"}}},
        {"each": {"op": "boxes.nowhere", "at": "x"}},
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_its_place(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"records\.boxes"):
        _opened(Service(), **changes)


def test_a_table_without_its_method_is_a_slip_of_ours() -> None:
    tables = record_tables(Table("boxes", {"endpoints": ENDPOINTS, "records": {"boxes": BOXES}}))
    with pytest.raises(KeyError):
        TableRecords(tables, {}, lambda _table, _query: (), "Boxes")
