"""Every shape in which the three services say no, and what becomes of it: code, words, fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

import pytest

from shipdesk.errors import (
    AuthError,
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    UnexpectedReplyError,
)
from shipdesk.providers.base import Limits
from shipdesk.providers.dash101.problems import Refusals
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.http import Api, BearerAuth
from shipdesk.providers.shipx import ask as shipx
from shipdesk.providers.shipx import problems as shipx_problems
from shipdesk.providers.tables import Endpoint, load_table
from shipdesk.providers.wire import Explained
from tests.support.driven_clock import DrivenClock
from tests.support.scripted_server import ScriptedServer, answer

Fields = Mapping[str, tuple[str, ...]]
Row = tuple[int, object, str, str, Fields]
NONE: Fields = {}
DISPATCH_ENVELOPES = Envelopes(load_table("dispatch"))
DASH101_REFUSALS = Refusals(load_table("dash101"))
SHIPX_TABLE = load_table("shipx")
SHIPX_EXPLAIN = partial(shipx.explain, SHIPX_TABLE)
HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"

DISPATCH: list[Row] = [
    (400, {"success": False, "error": {"code": "VALIDATION_ERROR", "message": "Bad name"}},
     "VALIDATION_ERROR", "Bad name", NONE),
    (400, {"success": False, "error": {"code": "VALIDATION_ERROR", "message": "Two faults",
     "details": [{"field": "name", "message": "is required"}, {"field": "email", "message": "odd"},
                 {"field": "name", "message": "is short"}]}},
     "VALIDATION_ERROR", "Two faults", {"name": ("is required", "is short"), "email": ("odd",)}),
    (400, {"error": "Bad name"}, "HTTP_400", "Bad name", NONE),
    (400, {"message": "Bad name"}, "HTTP_400", "Bad name", NONE),
    (400, {"error": {"message": "Bad"}, "details": [{"field": "sku"}]},
     "HTTP_400", "Bad", {"sku": ("Bad",)}),
    (409, {"error": {"code": "DUPLICATE_SKU", "details": "text, not a list"}},
     "DUPLICATE_SKU", "", NONE),
    (404, {"error": {"code": 17, "message": None}}, "17", "", NONE),
    (400, {"error": ["odd"]}, "HTTP_400", "", NONE),
    (400, [1, 2], "HTTP_400", "", NONE),
    (400, HTML, "HTTP_400", "", NONE),
    (400, b"", "HTTP_400", "", NONE),
    (400, b'{"error":', "HTTP_400", "", NONE),
]  # fmt: skip

SHIPX: list[Row] = [
    (404, {"status": 404, "error": "resource_not_found", "message": "x", "details": {}},
     "resource_not_found", "InPost does not know this number.", NONE),
    (400, {"status": 400, "error": "missing_trucker_id", "message": "m", "details": None},
     "missing_trucker_id",
     shipx_problems.words_of("missing_trucker_id"), NONE),
    (400, {"status": 400, "error": "validation_failed", "details": {"receiver": ["required"]}},
     "validation_failed", "Receiver is missing.", {"receiver": ("Receiver is missing.",)}),
    (400, {"error": "validation_failed", "details": {"receiver": [
        {"phone": ["invalid"], "address": [{"post_code": ["invalid_format"]}]}]}},
     "validation_failed",
     "The recipient's phone is not accepted. The postcode is not written as InPost wants it.",
     {"phone": ("The recipient's phone is not accepted.",),
      "postcode": ("The postcode is not written as InPost wants it.",)}),
    (400, {"error": "validation_failed", "details": {"shipments": [{"S1": {
        "insurance": [{"amount": ["too_small"]}],
        "parcels": [{"0": {"weight": [{"amount": ["too_small"]}]}}]}}]}},
     "validation_failed", "The insurance is too small. The weight is too small.",
     {"shipments.S1.insurance.amount": ("The insurance is too small.",),
      "shipments.S1.parcels.weight.amount": ("The weight is too small.",)}),
    (400, {"error": "validation_failed", "details": {"sending_method": ["Niedostępny"]}},
     "validation_failed", "Sending method Niedostępny.",
     {"sending_method": ("Sending method Niedostępny.",)}),
    (400, {"error": "invalid_action", "message": "shipment_status_incorrect", "details": {
        "action": "get_label", "shipment_status": "offer_selected", "shipment_id": 1600000501}},
     "invalid_action", "The shipment's state does not allow this.", NONE),
    (400, {"error": "validation_failed", "details": {"shipment": ["already_bought"]}},
     "already_bought", "Shipment is already bought.",
     {"shipment": ("Shipment is already bought.",)}),
    (404, {"status": 404, "error": "resource_not_found", "description": "Nothing"},
     "resource_not_found", "InPost does not know this number.", NONE),
    (404, {"error": "brand_new_key", "description": "In words"}, "brand_new_key", "In words", NONE),
    (400, {"status": 400, "key": "some_key", "error": "Human text"}, "some_key", "Human text",
     NONE),
    (404, b"404 page not found", "plain_404", "InPost answers 404 without a reason.", NONE),
    (404, b"", "plain_404", "InPost answers 404 without a reason.", NONE),
    (400, HTML, "HTTP_400", "InPost answers 400 without a reason.", NONE),
    (400, b"error code: 1015", "HTTP_400", "InPost answers 400 without a reason.", NONE),
]  # fmt: skip

DASH101: list[Row] = [
    (422, {"status_code": 422, "message": "Not now", "error": "second", "error_code": "B7"},
     "B7", "Not now", NONE),
    (400, {"error": "Second", "errors": [{"field": "x", "message": "third"}], "detail": "fourth"},
     "HTTP_400", "Second", {"x": ("third",)}),
    (400, {"error": {"message": "Second", "code": "E2"}}, "E2", "Second", NONE),
    (400, {"errors": [{"field": "customer_phone", "message": "is short"},
                      {"field": "delivery_pincode", "message": "is odd"}], "detail": "fourth"},
     "HTTP_400", "is short; is odd", {"phone": ("is short",), "postcode": ("is odd",)}),
    (400, {"errors": ["just words", {"message": "more"}]}, "HTTP_400", "just words; more", NONE),
    (400, {"detail": "Fourth"}, "HTTP_400", "Fourth", NONE),
    (400, {"message": {"deep": 1}, "detail": "Fourth"}, "HTTP_400", "Fourth", NONE),
    (400, "Plain words", "HTTP_400", "Plain words", NONE),
    (400, b"<p>Plain <b>words</b></p>" + b"x" * 500, "HTTP_400", "Plain words " + "x" * 188, NONE),
    (404, {}, "HTTP_404", "HTTP 404", NONE),
    (404, [], "HTTP_404", "HTTP 404", NONE),
    (404, b"", "HTTP_404", "HTTP 404", NONE),
]  # fmt: skip

SHAPES = [
    *((DISPATCH_ENVELOPES.explain, *row) for row in DISPATCH),
    *((SHIPX_EXPLAIN, *row) for row in SHIPX),
    *((DASH101_REFUSALS.explain, *row) for row in DASH101),
]


def _bytes(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.mark.parametrize(("explain", "status", "body", "code", "words", "fields"), SHAPES)
def test_a_refusal_is_read_wherever_its_words_stand(
    explain: Callable[[int, bytes], Explained],
    status: int,
    body: object,
    code: str,
    words: str,
    fields: Fields,
) -> None:
    told = explain(status, _bytes(body))
    assert (told.code, told.words, dict(told.fields)) == (code, words, dict(fields))


@pytest.mark.parametrize(
    ("body", "trace"),
    [
        ({"error": {"code": "X", "traceId": "t-1"}}, "t-1"),
        ({"error": "X", "traceId": "t-2"}, "t-2"),
        ({"error": {"code": "X", "traceId": {"odd": 1}}}, ""),
    ],
)
def test_the_trace_by_which_the_vendor_finds_a_request_is_kept(body: object, trace: str) -> None:
    assert DISPATCH_ENVELOPES.explain(500, _bytes(body)).trace == trace


def test_success_false_is_a_refusal_whatever_the_status() -> None:
    body = {"success": False, "error": {"code": "CONFLICT", "message": "No",
            "details": [{"field": "status", "message": "wrong"}]}}  # fmt: skip
    with pytest.raises(RejectedError) as caught:
        DISPATCH_ENVELOPES.opened(_bytes(body), "Shop")
    assert (caught.value.code, caught.value.fields) == ("CONFLICT", {"status": ("wrong",)})
    goods: list[dict[str, object]] = [{"success": True}, {"data": []}, {"success": None}]
    for good in goods:
        assert DISPATCH_ENVELOPES.opened(_bytes(good), "Shop") == good


@pytest.mark.parametrize(
    ("body", "refuses"),
    [
        ({"status": 400, "key": "k", "error": "Text"}, True),
        ({"status": 404, "error": "resource_not_found"}, True),
        ({"status": "confirmed", "id": 7}, False),
        ({"status": 200, "error": None}, False),
        ([], False),
    ],
)
def test_a_refusal_with_status_200_is_known_by_its_body(body: object, *, refuses: bool) -> None:
    assert shipx_problems.is_refusal(body, SHIPX_TABLE) is refuses


@pytest.mark.parametrize(
    ("body", "status"),
    [({"status_code": 422}, 422), ({"status_code": "404"}, 404), ({"status_code": 200}, 0),
     ({"status_code": "2.5"}, 0), ({}, 0), ([], 0)],
)  # fmt: skip
def test_a_body_that_says_no_by_a_number_is_a_refusal(body: object, status: int) -> None:
    assert DASH101_REFUSALS.refused_status(body) == status


KINDS = [
    (DISPATCH_ENVELOPES.explain, 401, b"{}", AuthError),
    (
        DISPATCH_ENVELOPES.explain,
        403,
        b'{"error":{"code":"API_ACCESS_DISABLED","message":"p"}}',
        AuthError,
    ),
    (DISPATCH_ENVELOPES.explain, 500, HTML, ProviderFaultError),
    (DISPATCH_ENVELOPES.explain, 413, b"", RejectedError),
    (SHIPX_EXPLAIN, 429, b"error code: 1015", RateLimitedError),
    (SHIPX_EXPLAIN, 401, b'{"status":401,"error":"token_invalid","details":{}}', AuthError),
    (SHIPX_EXPLAIN, 502, HTML, ProviderFaultError),
    (SHIPX_EXPLAIN, 503, b"", ProviderFaultError),
    (DASH101_REFUSALS.explain, 422, b'{"message":"no"}', RejectedError),
    (DASH101_REFUSALS.explain, 504, HTML, ProviderFaultError),
    (DASH101_REFUSALS.explain, 301, b"", UnexpectedReplyError),
]


@pytest.mark.parametrize(("explain", "status", "body", "kind"), KINDS)
async def test_a_status_decides_the_kind_of_error_whatever_the_body(
    explain: Callable[[int, bytes], Explained], status: int, body: bytes, kind: type[ProviderError]
) -> None:
    write = Endpoint("any.write", "POST", "/x")
    async with ScriptedServer(answer(status, body, Content_Type="text/plain")) as server:
        api = Api(server.url, BearerAuth("t"), DrivenClock(), "Shop", Limits(), explain)
        with pytest.raises(ProviderError) as caught:
            await api.request(write, body={})
        await api.aclose()
    assert type(caught.value) is kind
    assert "<" not in f"{caught.value.title}{caught.value.detail}"
