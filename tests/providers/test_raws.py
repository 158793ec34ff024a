"""Raw copies: the very text of a row where it may be kept, less what is dropped elsewhere."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.raws import (
    AROUND,
    Dropped,
    around,
    keep_text,
    parse_rows,
    to_json_text,
    with_around,
)
from shipdesk.providers.tables import Table

TABLE = Table("plain", {"dropped": {"everywhere": ["href"], "envelope": ["count", "page"]}})


@pytest.mark.parametrize(
    "text",
    [
        '{"data":[{"a":1.50},{"b":[]}],"page":1}',
        ' { "page" : 1 ,\n "data" : [ {"a": 1.50} , {"b" : []} ] } ',
        '[{"a":1.50},{"b":[]}]',
        '{"data":[]}',
        "{}",
        '{"data":null}',
        '{"data":{"a":"x"}}',
        "true",
        '{"a":"\\u017c","data":[1,"two",null,{"d":{"data":[2]}}],"data":[3]}',
    ],
)
def test_a_body_is_read_as_json_with_the_text_of_each_row(text: str) -> None:
    content, rows = parse_rows(text.encode(), ("data",), "body")
    assert content == json.loads(text, parse_float=Decimal)
    listed = content if isinstance(content, list) else None
    if isinstance(content, dict) and isinstance(content.get("data"), list):
        listed = content["data"]
    assert [json.loads(each, parse_float=Decimal) for each in rows] == (listed or [])
    assert all(each in text for each in rows)


@pytest.mark.parametrize(
    "body",
    [b"", b"  ", b"<html>", b'{"data":[{"a":1}', b'{"data":[1,]}', b'{"data" [1]}', b'{"a":NaN}',
     b'{"data":[1]} x', b'{"data":[1]', b"\xff\xfe", b"{data:[1]}", b"[1", b"["],
)  # fmt: skip
def test_what_is_not_whole_json_is_told(body: bytes) -> None:
    with pytest.raises(UnexpectedReplyError):
        parse_rows(body, ("data",), "body")


def test_a_name_is_dropped_wherever_it_stands_and_a_path_only_there() -> None:
    unwanted = Dropped(["href", "receiver.address.id"])
    row = {
        "href": "x",
        "id": 1,
        "receiver": {"id": 2, "address": {"id": 3, "city": "Łódź"}},
        "parcels": [{"href": "y", "address": {"id": 4}}],
    }
    assert unwanted.prune(row) == {
        "id": 1,
        "receiver": {"id": 2, "address": {"city": "Łódź"}},
        "parcels": [{"address": {"id": 4}}],
    }
    assert unwanted.holds("parcels.href")
    assert not unwanted.holds("parcels.address.id")


def test_a_row_without_dropped_keys_is_kept_as_it_came() -> None:
    text = '{"price": 12.50, "name": "Łódź"}'
    assert keep_text(text, json.loads(text), Dropped(["href"])) is text
    with_href = '{"price": 12.50, "href": "x"}'
    row = json.loads(with_href, parse_float=Decimal)
    assert keep_text(with_href, row, Dropped(["href"])) == '{"price":12.5}'
    assert keep_text(text, row, Dropped([])) is text


def test_what_stands_around_the_rows_and_is_not_known_is_kept_with_them() -> None:
    envelope = {"count": 1, "items": [{}], "page": 2, "href": "x", "warning": "old version"}
    rest = around(envelope, ("rows", "items"), TABLE)
    assert rest == {"warning": "old version"}
    assert around([1], ("items",), TABLE) == {}
    assert json.loads(with_around('{"id":1.10}', rest)) == {"id": 1.1, AROUND: rest}
    assert with_around('{"id":1.10}', {}) == '{"id":1.10}'
    assert to_json_text({"a": Decimal("0.10")}) == '{"a":0.1}'
