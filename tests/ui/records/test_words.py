"""Values of records as a person reads them, copied as the service has them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.domain.record import (
    ActRole,
    FieldType,
    Record,
    RecordAct,
    RecordAnswer,
    RecordField,
    RecordKind,
    RecordPage,
    Target,
)
from shipdesk.ui.files import safe_name
from shipdesk.ui.records.answer import facts_of
from shipdesk.ui.records.columns import record_columns, tone_of
from shipdesk.ui.records.words import (
    confirm_words,
    list_words,
    named,
    outcome,
    page_words,
    shown_value,
)
from shipdesk.ui.theme import Tone

NAME = RecordField("name", "Name")
KIND = RecordKind(
    "vans", "Vans", "van", "services",
    (
        RecordField("name", "Name"),
        RecordField("weight", "Weight", type=FieldType.NUMBER, unit="kg"),
        RecordField("status", "Status"),
    ),
    ("name", "weight", "status"), sorts=("name",),
)  # fmt: skip

SERVICES = RecordField(
    "services", "Services", type=FieldType.TEXTS, choices=(("locker", "Locker"),)
)


@pytest.mark.parametrize(
    ("field", "told", "shown"),
    [
        (RecordField("weight", "Weight", type=FieldType.NUMBER, unit="kg"), "1.50", "1,5\u00a0kg"),
        (RecordField("price", "Price", type=FieldType.NUMBER), "1249.5", "1\u00a0249,50"),
        (RecordField("pieces", "Pieces", type=FieldType.INTEGER), "4", "4"),
        (RecordField("weight", "Weight", type=FieldType.NUMBER), "heavy", "heavy"),
        (RecordField("active", "Active", type=FieldType.YES_NO), "true", "Yes"),
        (RecordField("status", "Status", choices=(("1", "New"),)), "1", "New"),
        (RecordField("status", "Status", choices=(("1", "New"),)), "77", "77"),
        (RecordField("status", "Status"), "out_for_delivery", "Out for delivery"),
        (RecordField("place", "Place"), "parcel_locker", "parcel locker"),
        (RecordField("id", "Code", type=FieldType.CODE), "parcel_locker", "parcel_locker"),
        (SERVICES, "locker, courier_c2c", "Locker, courier_c2c"),
        (RecordField("name", "Name"), "Jan_Nowak", "Jan_Nowak"),
        (RecordField("day", "Day", type=FieldType.DATE), "soon", "soon"),
        (RecordField("size", "Size", unit="cm"), "12 x 9", "12 x 9 cm"),
        (RecordField("name", "Name"), "", ""),
    ],
)
def test_value_is_worded_by_its_type(field: RecordField, told: str, shown: str) -> None:
    found = shown_value(field, told)
    assert found.replace("\u202f", "\u00a0").replace(".", ",") == shown.replace(".", ",")


def test_moment_is_worded_wherever_it_stands() -> None:
    shown = shown_value(RecordField("made", "Made"), "2019-05-06T08:00:00.000+02:00")
    assert "2019" in shown
    assert "T" not in shown


def test_what_a_person_copies_is_the_value_itself() -> None:
    record = Record("1", "Van 1", {"name": "Van 1", "status": "in_use", "weight": "1250.0"})
    columns = {column.key: column for column in record_columns(KIND)}
    status = columns["status"]
    assert status.text(record) == "In use"
    assert status.copy is not None
    assert status.copy(record) == "in_use"
    assert columns["name"].sort == "name"
    assert columns["weight"].sort is None


def test_unknown_status_is_grey() -> None:
    assert tone_of("Delivered") is Tone.GREEN
    assert tone_of("in use") is Tone.BLUE
    assert tone_of("teleported") is Tone.GREY


@pytest.mark.parametrize(
    ("page", "number", "size", "words", "at"),
    [
        (RecordPage((), 0), 1, 0, "0 vans", ""),
        (RecordPage((Record("1", "a"),), 1), 1, 1, "1 van", ""),
        (RecordPage((Record("1", "a"),), 281, more=True), 2, 100, "281 vans", "page 2 of 3"),
        (RecordPage((Record("1", "a"),), None, more=True), 1, 1, "1 van", "page 1"),
        (RecordPage((Record("1", "a"),), None), 1, 1, "1 van", ""),
    ],
)
def test_footer_counts_what_the_service_counts(
    page: RecordPage, number: int, size: int, words: str, at: str
) -> None:
    assert list_words(KIND, page) == words
    assert page_words(page, number, size) == at


def test_what_cannot_be_taken_back_names_whom_it_hits() -> None:
    delete = RecordAct("vans.delete", "Delete…", ActRole.WRITE, danger=True)
    one, two = Record("1", "Van 1"), Record("2", "Van 2")
    assert confirm_words(delete, (one,), None) == "Delete Van 1"
    assert confirm_words(delete, (one,), two) == "Delete Van 2"
    assert confirm_words(delete, (one, two), None) == "Delete (2)"
    edit = RecordAct("vans.edit", "Edit…", ActRole.WRITE, Target.RECORD)
    assert confirm_words(edit, (one,), None) == "Edit"


@pytest.mark.parametrize("state", list(OperationState))
def test_every_state_of_an_act_has_a_word(state: OperationState) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    operation = Operation(
        OperationId("1"), OperationKind.RECORD, "record:1", AccountId("a"), "Delete: Van 1",
        state, now, now, reason="It is in use.", reason_fields={"name": ("is taken",)},
    )  # fmt: skip
    word, words, icon, _ = outcome(operation)
    assert word
    assert icon
    if state is OperationState.REFUSED:
        assert words == "It is in use. · name: is taken"


def test_facts_of_an_answer_tell_sums_with_their_currency_and_a_line_in_one() -> None:
    told = {
        "currency": "PLN", "totalRevenue": "136.0", "lastOrderAt": "2024-06-11T09:30:00Z",
        "months 1.month": "2024-06", "months 1.currency": "PLN", "months 1.revenue": "136.0",
    }  # fmt: skip
    rows = tuple(Record(name, name, {"name": name, "value": value}) for name, value in told.items())
    facts = dict(facts_of(RecordAnswer(rows, (NAME, RecordField("value", "Value")))))
    assert facts["Total revenue"] == "136,00\u00a0PLN"
    assert facts["Last order"].startswith("11 ")
    assert facts["Months 1"] == "Month 2024-06  ·  Revenue 136,00\u00a0PLN"
    assert "Currency" not in facts


def test_names_of_a_service_read_as_words() -> None:
    assert named("averageOrderValue") == "Average order value"
    assert named("months 1.order_count") == "Months 1: order count"


@pytest.mark.parametrize(
    ("proposed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\evil\\label.pdf", "label.pdf"),
        ("raport COD.csv", "raport-COD.csv"),
        ("...", "reports"),
        ("", "reports"),
    ],
)
def test_file_name_of_a_service_is_never_a_path(proposed: str, kept: str) -> None:
    assert safe_name(proposed, "reports") == kept
