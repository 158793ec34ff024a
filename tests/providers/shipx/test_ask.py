"""Tests of the way to InPost: plain 404s, refusals with HTTP 200, envelopes and missing content."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest

from shipdesk.domain.account import Account
from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.http import Api, BearerAuth
from shipdesk.providers.shipx.ask import ShipxAsk, explain
from shipdesk.providers.shipx.provider import LIMITS
from shipdesk.providers.tables import Table, load_table
from tests.support.driven_clock import DrivenClock


@dataclass
class Script:
    """Answers given one after the other, the last one for ever, and how many were asked for."""

    answers: list[httpx.Response] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.asked.append(request)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@pytest.fixture
def script() -> Script:
    """What the service will answer."""
    return Script()


@pytest.fixture
async def ask(
    script: Script, table: Table, clock: DrivenClock, account: Account
) -> AsyncIterator[ShipxAsk]:
    """The way to the service that answers by the script."""
    api = Api(
        "http://127.0.0.1:9",
        BearerAuth("token"),
        clock,
        account.title,
        LIMITS,
        partial(explain, load_table("shipx")),
        transport=httpx.MockTransport(script),
    )
    yield ShipxAsk(api, table, "1001")
    await api.aclose()


def plain_404() -> httpx.Response:
    """What the sandbox says at times of things that exist."""
    return httpx.Response(404, text="404 page not found")


async def test_a_read_that_meets_a_plain_404_is_tried_three_times(
    ask: ShipxAsk, script: Script
) -> None:
    script.answers = [plain_404(), plain_404(), httpx.Response(200, json={"id": 7})]
    assert (await ask.one("mpks.get", {"mpk_id": "7"})).content == {"id": 7}
    assert len(script.asked) == 3


async def test_a_change_that_meets_a_plain_404_is_sent_once(ask: ShipxAsk, script: Script) -> None:
    script.answers = [plain_404()]
    with pytest.raises(RejectedError):
        await ask.one("mpks.update", {"mpk_id": "7"}, body={})
    assert len(script.asked) == 1


NO_SUCH = {"status": 404, "error": "resource_not_found", "message": "Not found", "details": None}
USERS = "InPost does not offer this organization a list of users."


@pytest.mark.parametrize(
    ("operation", "answers", "missing"),
    [
        ("organizations.users", [httpx.Response(404, json=NO_SUCH)], True),
        ("organizations.users", [httpx.Response(405)], True),
        ("organizations.users", [plain_404(), plain_404(), plain_404()], True),
        ("mpks.list", [httpx.Response(404, json=NO_SUCH)], False),
        ("mpks.list", [plain_404(), plain_404(), plain_404()], False),
    ],
)
async def test_a_list_that_no_page_promises_may_be_missing(
    operation: str,
    answers: list[httpx.Response],
    missing: bool,  # noqa: FBT001 - a case
    ask: ShipxAsk,
    script: Script,
) -> None:
    script.answers = list(answers)
    with pytest.raises(RejectedError) as caught:
        await ask.rows(operation)
    assert (caught.value.code == "not_offered") is missing
    assert len(script.asked) == len(answers)
    if missing:
        assert caught.value.params["words"] == USERS
        with pytest.raises(RejectedError):
            await ask.rows(operation)
        assert len(script.asked) == len(answers)


async def test_a_stray_404_hides_nothing(ask: ShipxAsk, script: Script) -> None:
    script.answers = [plain_404(), plain_404(), httpx.Response(200, json=[])]
    await ask.rows("address_books.list")
    for places, answers in (
        ({"address_book_id": "7"}, [plain_404(), plain_404(), plain_404()]),
        ({"address_book_id": "8"}, [httpx.Response(404, json=NO_SUCH)]),
    ):
        script.answers = list(answers)
        with pytest.raises(RejectedError) as caught:
            await ask.one("address_books.get", places)
        assert caught.value.code != "not_offered"
    script.answers = [plain_404()]
    with pytest.raises(RejectedError) as caught:
        await ask.one("address_books.create", body={})
    assert caught.value.code != "not_offered"
    script.answers = [httpx.Response(200, json={"id": 9})]
    assert (await ask.one("address_books.get", {"address_book_id": "9"})).content == {"id": 9}


async def test_a_refusal_that_came_with_200_is_a_refusal(ask: ShipxAsk, script: Script) -> None:
    body = {"status": 400, "key": "some_key", "error": "Human text"}
    script.answers = [httpx.Response(200, json=body)]
    for call in (
        ask.one("organizations.statistics"),
        ask.rows("mpks.list"),
        ask.done("shipments.bulk_buy", body={}),
        ask.file("labels.list", "labels"),
    ):
        with pytest.raises(RejectedError) as caught:
            await call
        assert caught.value.code == "some_key"


@pytest.mark.parametrize(
    ("body", "total", "more"),
    [
        ([{"id": 1}], 1, False),
        ({"href": "x", "items": [{"id": 1}]}, 1, False),
        ({"items": [{"id": 1}], "count": 3, "page": 1, "per_page": 1}, 3, True),
        ({"items": [{"id": 1}], "count": "3", "page": "3", "per_page": "1"}, 3, False),
        ({"items": [], "count": 3, "page": 9, "per_page": 1}, 3, False),
    ],
)
async def test_lists_are_read_bare_and_in_every_envelope(
    body: object,
    total: int,
    more: bool,  # noqa: FBT001 - a case
    ask: ShipxAsk,
    script: Script,
) -> None:
    script.answers = [httpx.Response(200, json=body, headers={"Link": '<x>; rel="next"'})]
    answer = await ask.rows("mpks.list")
    assert (answer.total, answer.more) == (total, more)


@pytest.mark.parametrize("body", [{"href": "x"}, {"items": None}, "text", 3])
async def test_what_holds_no_list_is_told_by_its_place(
    body: object, ask: ShipxAsk, script: Script
) -> None:
    script.answers = [httpx.Response(200, json=body)]
    with pytest.raises(UnexpectedReplyError) as caught:
        await ask.rows("mpks.list")
    assert "mpks.list" in str(caught.value.where)


async def test_what_promises_no_content_comes_with_204_or_with_some(
    ask: ShipxAsk, script: Script
) -> None:
    script.answers = [httpx.Response(204), httpx.Response(200, json={"id": 1}), httpx.Response(200)]
    found = [(await ask.done("shipments.bulk_buy", body={})).content for _ in range(2)]
    assert found == [None, {"id": 1}]
    # Anybody on the way can answer so, and it may have cost money.
    with pytest.raises(UnexpectedReplyError):
        await ask.done("shipments.bulk_buy", body={})


async def test_an_object_that_was_promised_must_come(ask: ShipxAsk, script: Script) -> None:
    script.answers = [httpx.Response(201, json=[1])]
    with pytest.raises(UnexpectedReplyError):
        await ask.one("mpks.create", body={})


async def test_the_organization_fills_its_place_unless_another_is_named(
    ask: ShipxAsk, script: Script
) -> None:
    script.answers = [httpx.Response(200, json={"id": 1})]
    await ask.one("organizations.get")
    await ask.one("organizations.get", {"organization_id": "2002"})
    assert [request.url.path for request in script.asked] == [
        "/v1/organizations/1001", "/v1/organizations/2002",
    ]  # fmt: skip
