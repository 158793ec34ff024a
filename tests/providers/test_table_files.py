"""A person's own table: checked with the line of a fault, used at once, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipdesk.providers.table_checks import SECTIONS
from shipdesk.providers.table_files import TableFiles


@pytest.fixture
def files(tmp_path: Path) -> TableFiles:
    return TableFiles(tmp_path / "providers")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("# mine\n\n[endpoints\n", 3, "Expected"),
        ('[endpoints]\n"orders.list" = { path = "/x"\n', 2, "Unclosed"),
        ('[endpoints]\n"orders.get" = { path = "/o/{orderId}" }\n\n"orders.fly" = {}\n', 4,
         "orders.fly is not an operation"),
        ('[wire.order]\nnumber = "no"\n\n[endpoints]\n# a path\n"orders.list" = { path = "x" }\n',
         6, "path must begin with /"),
        ('[endpoints."orders.list"]\nverb = "GET"\npath = "/a?b=1"\n', 3, "path must begin with /"),
        ('[[rules]]\nfield = "name"\ncheck = "required"\n\n[[rules]]\ncheck = "required"\n', 5,
         "rule 2: must have `field`"),
        ('[[rules]]\nfield = "name"\ncheck = "pattern"\nvalue = "("\n', 4, "does not fit pattern"),
        ("[meanings.order]\nnew = { title = 'New' }\n", 2, "must have `means`"),
        ('a = 1\n[secrets]\nkey = "x"\n', 1, "[a] is not a section"),
        ("[settings]\norder_by = 3\n", 2, "order_by: must be a text"),
        ('[settings]\nhost = "a"\n', 2, "host is not a setting"),
        ("[records]\ncustomers = 4\n", 2, "must hold tables"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(
    files: TableFiles, text: str, line: int, reason: str
) -> None:
    fault = files.check("dispatch", text)
    assert fault is not None
    assert (fault.line, fault.file) == (line, "dispatch.toml")
    assert reason in fault.reason
    assert fault.words.startswith(f"dispatch.toml, line {line}: ")


@pytest.mark.parametrize("text", ["", "# only words\n", '[wire.order]\nnumber = ["no", "n"]\n'])
def test_a_text_without_a_fault_can_be_used(files: TableFiles, text: str) -> None:
    assert files.check("dispatch", text) is None


@pytest.mark.parametrize("slug", ["dispatch", "shipx", "dash101"])
def test_what_ships_with_the_program_passes_its_own_check(files: TableFiles, slug: str) -> None:
    text = files.text(slug)
    assert (text.own, text.fault) == ("", None)
    assert "[endpoints]" in text.built_in
    assert files.check(slug, text.built_in) is None
    files.save(slug, text.built_in)
    assert files.table(slug).content == TableFiles(None).table(slug).content


def test_a_section_that_only_ships_may_be_corrected_and_no_other(files: TableFiles) -> None:
    known = files.table("dash101").content
    extra = [name for name in known if name not in SECTIONS and isinstance(known[name], dict)]
    for name in extra:
        assert files.check("dash101", f"[{name}]\n") is None
        assert files.check("dash101", f"[[{name}]]\n") is not None
    assert files.check("dispatch", "[unheard]\n") is not None


def test_the_host_stays_a_setting_of_the_account(files: TableFiles) -> None:
    fault = files.check("shipx", '[settings]\nproduction = "https://evil.test"\n')
    assert fault is not None
    assert fault.line == 2
    assert "stays as it is" in fault.reason


def test_what_is_saved_counts_at_once_and_is_taken_back_at_once(files: TableFiles) -> None:
    before = files.table("dispatch").endpoints["orders.list"].path
    files.save("dispatch", '[endpoints]\n"orders.list" = { path = "/v9/Orders" }\n')
    assert files.table("dispatch").endpoints["orders.list"].path == "/v9/Orders"
    assert "/v9/Orders" in files.text("dispatch").own
    files.save("dispatch", "")
    assert files.table("dispatch").endpoints["orders.list"].path == before
    assert files.text("dispatch").own == ""


def test_a_file_written_by_hand_with_a_fault_leaves_ours_in_use(
    files: TableFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "providers"
    folder.mkdir()
    (folder / "dash101.toml").write_text("[endpoints]\n\nauth = 3\n", encoding="utf-8")
    (fault,) = files.faults(("dispatch", "dash101"))
    assert (fault.file, fault.line) == ("dash101.toml", 3)
    assert files.table("dash101").endpoints["auth"].verb == "POST"
    assert files.text("dash101").fault == fault


def test_a_file_changed_by_hand_while_the_program_runs_is_judged_as_it_is_now(
    files: TableFiles, tmp_path: Path
) -> None:
    files.save("shipx", "# mine\n")
    assert files.text("shipx").fault is None
    file = tmp_path / "providers" / "shipx.toml"
    file.write_text("[endpoints]\nfly = 1\n", encoding="utf-8")
    fault = files.text("shipx").fault
    assert fault is not None
    assert (fault.file, fault.line) == ("shipx.toml", 2)


def test_a_kind_of_record_that_cannot_be_read_is_refused(files: TableFiles) -> None:
    kinds = files.table("dispatch").section("records")
    if not kinds:
        fault = files.check("dispatch", '[records.things]\ntitle = "Things"\n')
        assert fault is not None
        assert "records.things" in fault.reason
        return
    name = next(iter(kinds))
    fault = files.check("dispatch", f'[records.{name}]\nlist = "no.such.operation"\n')
    assert fault is not None
    assert fault.line == 2
    assert "no such operation" in fault.reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[records.mpks]\nshows = ["name"]\nlist = "shipments.create"\n',
            "shipments.create is not an operation of records",
        ),
        ("[records.mpks]\nfields = 4\n", "mpks.fields: must be a table"),
        ('[records.mpks.fields.name]\ntitle = "N"\nchoices = "nowhere.title"\n', "records.mpks"),
    ],
)
def test_records_that_no_page_could_show_or_send_are_refused(
    text: str, words: str, files: TableFiles
) -> None:
    fault = files.check("shipx", text)
    assert fault is not None
    assert words in fault.reason
