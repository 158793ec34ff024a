"""The form of an act: each type of field gives what its operation wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow

from shipdesk.domain.record import (
    ActRole,
    FieldType,
    Record,
    RecordAct,
    RecordField,
    RecordKind,
    Target,
)
from shipdesk.domain.rules import RuleProblem
from shipdesk.errors import RejectedError
from shipdesk.tour.hands import texts
from shipdesk.ui.records.editors import FileLine
from shipdesk.ui.records.form import RecordForm
from shipdesk.ui.records.rows_editor import RowsEditor
from shipdesk.ui.widgets import LinkButton

NAME = RecordField("name", "Name", required=True)
KIND = RecordKind("vans", "Vans", "van", "services", (NAME,), ("name",))


def act(*fields: RecordField, danger: bool = False, says: str = "") -> RecordAct:
    return RecordAct(
        "vans.create", "New van…", ActRole.WRITE, Target.NONE, fields=fields, danger=danger,
        says=says,
    )  # fmt: skip


Forms = Callable[..., RecordForm]


@pytest.fixture
def form_of(window: QMainWindow) -> Iterator[Forms]:
    """Open the form of an act with these fields; it is closed with the test."""
    opened: list[RecordForm] = []

    def make(
        *fields: RecordField, records: tuple[Record, ...] = (), danger: bool = False, says: str = ""
    ) -> RecordForm:
        form = RecordForm(window, KIND, act(*fields, danger=danger, says=says), records, None)
        opened.append(form)
        form.open()
        return form

    yield make
    for form in opened:
        form.close_sheet()


def test_texts_are_taken_one_a_line_or_parted_by_commas(form_of: Forms) -> None:
    form = form_of(RecordField("extras", "Additional services", type=FieldType.TEXTS))
    form.editors["extras"].set_value(["sms, email", "saturday"])
    assert form.values() == {"extras": ["sms", "email", "saturday"]}


def test_a_question_that_has_an_answer_to_begin_with_cannot_stay_open(form_of: Forms) -> None:
    asked = RecordField("only", "Only offers", type=FieldType.YES_NO, default="false")
    form = form_of(asked)
    assert form.values() == {"only": "false"}
    assert "Not given" not in texts(form)


def test_number_typed_with_a_comma_is_given_with_a_point(form_of: Forms) -> None:
    form = form_of(RecordField("weight", "Weight", type=FieldType.NUMBER, unit="kg"))
    line = form.editors["weight"].editor
    assert isinstance(line, QLineEdit)
    line.setText(" 1,5 ")
    assert form.values() == {"weight": "1.5"}


def test_a_suggestion_that_is_accepted_stands_in_the_field_and_ends_its_problem(
    form_of: Forms,
) -> None:
    form = form_of(
        RecordField("phone", "Phone"), RecordField("note", "Note", type=FieldType.LONG_TEXT)
    )
    problems = [
        RuleProblem("phone", "Phone: nine digits", missing=False, suggestion="500600700"),
        RuleProblem("note", "Note: English letters", missing=False, suggestion="Lodz"),
    ]
    form.show_problems(problems)
    for name, taken in (("phone", "500600700"), ("note", "Lodz")):
        editor = form.editors[name]
        links = [link for link in editor.findChildren(LinkButton) if taken in link.text()]
        assert len(links) == 1
        links[0].click()
        assert editor.problem() == ""
    assert form.values() == {"phone": "500600700", "note": "Lodz"}


def test_what_is_not_answered_is_left_out(form_of: Forms) -> None:
    yes_no = RecordField("active", "Active", type=FieldType.YES_NO)
    lines = RecordField("tags", "Tags", type=FieldType.TEXTS)
    form = form_of(NAME, yes_no, lines)
    assert form.values() == {}
    form.fill({"name": "Van 9", "active": "false", "tags": "big, blue"})
    assert form.values() == {"name": "Van 9", "active": "false", "tags": ["big", "blue"]}


def test_what_was_emptied_is_given_as_empty(form_of: Forms) -> None:
    form = form_of(NAME, RecordField("note", "Note"))
    form.fill({"name": "Van 9", "note": "old"})
    form.editors["note"].set_value("")
    assert form.values() == {"name": "Van 9", "note": ""}


def test_required_field_carries_a_mark_and_its_title_as_name(form_of: Forms) -> None:
    form = form_of(NAME)
    assert form.editors["name"].label == "Name *"
    assert form.editors["name"].editor.accessibleName() == "Name"


def test_secret_is_hidden_and_never_filled_in(form_of: Forms) -> None:
    form = form_of(RecordField("key", "Key", type=FieldType.SECRET))
    form.fill({"key": "s3cret"})
    edit = form.findChild(QLineEdit)
    assert edit is not None
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert edit.text() == ""
    edit.setText("typed")
    assert form.values() == {"key": "typed"}


def test_lines_are_added_filled_and_removed(form_of: Forms) -> None:
    of = (RecordField("sku", "SKU", required=True), RecordField("pieces", "Pieces",
          type=FieldType.INTEGER))  # fmt: skip
    form = form_of(RecordField("items", "Items", type=FieldType.ROWS, of=of))
    rows = form.editors["items"].editor
    assert isinstance(rows, RowsEditor)
    form.fill({"items": '[{"sku": "MUG", "pieces": 2}, {"sku": "CUP"}]'})
    rows.more.click()
    assert form.values() == {"items": [{"sku": "MUG", "pieces": "2"}, {"sku": "CUP"}]}
    rows._remove(rows._lines[0][0])
    assert form.values() == {"items": [{"sku": "CUP"}]}


def test_file_is_chosen_by_its_button_and_given_as_a_path(form_of: Forms, tmp_path: Path) -> None:
    form = form_of(RecordField("file", "File", type=FieldType.FILE, required=True))
    asked: list[str] = []
    form.file_wanted.connect(asked.append)
    line = form.editors["file"].editor
    assert isinstance(line, FileLine)
    line.choose.click()
    form.set_file("file", tmp_path / "customers.csv")
    assert asked == ["file"]
    assert form.file() == tmp_path / "customers.csv"
    assert form.values() == {"file": "customers.csv"}


def test_only_what_can_follow_the_status_is_offered(form_of: Forms) -> None:
    status = RecordField(
        "status", "Status", choices=(("new", "New"), ("sent", "Sent"), ("done", "Done")),
        by="status", only={"new": ("sent",), "sent": ("done",)},
    )  # fmt: skip
    one = Record("1", "Van 1", {"status": "sent"})
    form = form_of(status, records=(one,))
    box = form.editors["status"].editor
    assert isinstance(box, QComboBox)
    assert [box.itemData(at) for at in range(box.count())] == ["", "done"]


def test_ids_that_are_not_known_yet_close_their_field_and_say_so(form_of: Forms) -> None:
    form = form_of(RecordField("driver", "Driver", seen="drivers"))
    form.editors["driver"].set_choices([])
    assert not form.editors["driver"].editor.isEnabled()
    assert form.editors["driver"].problem().startswith("None is known yet")
    form.editors["driver"].set_choices([("7", "Marek")])
    assert form.editors["driver"].editor.isEnabled()


def test_first_problem_takes_the_cursor(form_of: Forms) -> None:
    form = form_of(NAME, RecordField("note", "Note"))
    assert form.show_problems([RuleProblem("note", "Too long.", missing=False)])
    assert form.editors["note"].problem() == "Too long."
    assert form.editors["note"].editor.hasFocus()
    assert not form.show_problems([])
    assert form.editors["note"].problem() == ""


def test_service_words_stand_beside_the_field_they_are_about(form_of: Forms) -> None:
    form = form_of(RecordField("postcode", "Postcode", at=("address.postalCode",)))
    form.show_refusals({"postalCode": ("is not valid",)})
    form.show_error(RejectedError("BAD", "Refused", account="Order book"))
    assert form.editors["postcode"].problem() == "is not valid"
    assert "Order book" in form.fault.text()


def test_enter_confirms_what_can_be_taken_back_only(form_of: Forms) -> None:
    told: list[str] = []
    for danger in (False, True):
        form = form_of(NAME, danger=danger)
        form.submitted.connect(lambda kind=danger: told.append(f"danger {kind}"))
        QTest.keyClick(form.editors["name"].editor, Qt.Key.Key_Return)
        form.close_sheet()
    assert told == ["danger False"]


def test_what_it_costs_is_said_before(form_of: Forms) -> None:
    form = form_of(NAME, says="It costs 5 PLN.")
    assert form.says.text() == "It costs 5 PLN."
