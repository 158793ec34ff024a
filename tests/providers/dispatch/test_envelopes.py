"""What stands around Dispatch's answers, under the names that ship and under corrected ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.tables import Table, load_table

SHIPPED = Envelopes(load_table("dispatch"))


def corrected(folder: Path, text: str) -> Table:
    """The table with a person's own over it."""
    (folder / "dispatch.toml").write_text(text, encoding="utf-8")
    table = load_table("dispatch", folder)
    assert table.fault is None
    return table


def test_rows_may_stand_inside_of_an_object_and_keep_their_texts(tmp_path: Path) -> None:
    table = corrected(
        tmp_path,
        '[wire.envelope]\ndata = ["data", "result.rows"]\ntotal = "result.count"\n'
        'size = "result.size"\n',
    )
    body = b'{"result": {"rows": [{"price": 1.10}, {}], "count": 5, "size": 2}, "note": "x"}'
    page = Envelopes(table).page(body, "Shop")
    assert (len(page.rows), page.total, page.pages) == (2, 5, 3)
    assert page.texts == ('{"price":1.1}', "{}")
    assert Envelopes(table).around(page.envelope) == {"note": "x"}
    assert Envelopes(table).page(b'{"data": [{}]}', "Shop").texts == ("{}",)


def test_an_answer_that_holds_null_is_told_from_one_that_holds_nothing() -> None:
    assert SHIPPED.told({"data": None, "success": True}, "Shop") is None
    with pytest.raises(UnexpectedReplyError, match="data: is missing"):
        SHIPPED.told({"success": True}, "Shop")


@pytest.mark.parametrize("content", [None, [], "text"])
def test_a_row_that_is_no_object_is_named(content: object) -> None:
    with pytest.raises(UnexpectedReplyError, match="data: not an object"):
        SHIPPED.row({"data": content}, "Shop")


def test_a_refusal_is_read_by_corrected_names(tmp_path: Path) -> None:
    table = corrected(
        tmp_path,
        '[wire.envelope]\nsuccess = "ok"\n[wire.refusal]\ncode = "fault.kind"\n'
        'words = "fault.text"\ndetails = "fault.per_field"\ntrace = "fault.trace"\n'
        '[wire.refusal_detail]\nfield = "name"\nwords = "text"\n',
    )
    details = [{"name": "sku", "text": "is taken"}]
    fault = {"kind": "DUPLICATE", "text": "No", "per_field": details, "trace": "t-1"}
    body = json.dumps({"ok": False, "fault": fault, "error": {"code": "OLD"}}).encode()
    told = Envelopes(table).explain(409, body)
    assert (told.code, told.words, told.trace) == ("DUPLICATE", "No", "t-1")
    assert told.fields == {"sku": ("is taken",)}
    with pytest.raises(RejectedError) as caught:
        Envelopes(table).opened(body, "Shop")
    assert caught.value.code == "DUPLICATE"
