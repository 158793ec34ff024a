"""What no vendor promises may be missing: found out once, said in a sentence, not asked again."""

from __future__ import annotations

import pytest

from shipdesk.errors import RejectedError
from shipdesk.providers.base import Limits
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.http import Api, BearerAuth
from shipdesk.providers.tables import Endpoint, load_table
from tests.support.driven_clock import DrivenClock
from tests.support.scripted_server import ScriptedServer, answer

WORDS = "This account's order book does not offer deleting products."
DELETE = Endpoint("products.delete", "DELETE", "/Products/{guid}", designed=True, lacks=WORDS)
LIST = Endpoint("integrations.list", "GET", "/providers", designed=True, lacks="No list.")
OWN = Endpoint("users.list", "GET", "/{organization_id}/users", designed=True, lacks="No users.")
PROMISED = Endpoint("orders.get", "GET", "/Orders/{guid}")
ID = {"guid": "7", "organization_id": "1"}
EXPLAIN = Envelopes(load_table("dispatch")).explain
OWN_404 = b'{"success":false,"error":{"code":"NOT_FOUND","message":"Product not found"}}'
NO_PATH = b'{"success":false,"error":{"code":"NOT_FOUND","message":"Path not found"}}'


def _api(url: str) -> Api:
    limits = Limits(concurrency=3, requests_per_second=1000.0)
    return Api(url, BearerAuth("t"), DrivenClock(), "Shop", limits, EXPLAIN)


@pytest.mark.parametrize(
    ("endpoint", "status", "body", "missing"),
    [
        (DELETE, 405, b"", True),
        (DELETE, 404, b"<html>nothing here</html>", True),
        (DELETE, 404, b"", True),
        (DELETE, 404, NO_PATH, True),
        (DELETE, 404, OWN_404, False),
        (DELETE, 400, NO_PATH, False),
        (LIST, 404, OWN_404, True),
        (OWN, 404, OWN_404, True),
        (PROMISED, 404, b"", False),
        (PROMISED, 405, b"", False),
    ],
)
async def test_a_path_that_nobody_promised_is_told_from_an_id_that_is_not_known(
    endpoint: Endpoint, status: int, body: bytes, *, missing: bool
) -> None:
    async with ScriptedServer(answer(status, body)) as server:
        api = _api(server.url)
        with pytest.raises(RejectedError) as caught:
            await api.request(endpoint, ID)
        await api.aclose()
    assert (caught.value.code == "not_offered") is missing
    assert caught.value.status == status
    assert dict(api.capabilities.missing) == ({endpoint.id: endpoint.lacks} if missing else {})


async def test_what_is_missing_is_not_asked_for_again() -> None:
    async with ScriptedServer(answer(405)) as server:
        api = _api(server.url)
        for _ in range(3):
            with pytest.raises(RejectedError) as caught:
                await api.request(DELETE, ID)
        await api.aclose()
    assert len(server.received) == 1
    assert caught.value.params["words"] == WORDS
    assert api.capabilities.why_not(DELETE.id) == WORDS
    assert api.capabilities.why_not(LIST.id) == ""


async def test_what_has_answered_once_is_never_taken_for_missing() -> None:
    async with ScriptedServer(answer(204), answer(404)) as server:
        api = _api(server.url)
        await api.request(DELETE, ID)
        with pytest.raises(RejectedError) as caught:
            await api.request(DELETE, ID)
        await api.aclose()
    assert caught.value.code == "HTTP_404"
    assert not api.capabilities.missing


@pytest.mark.parametrize("slug", ["dispatch", "shipx", "dash101"])
def test_every_unpromised_path_has_a_sentence_for_who_lacks_it(slug: str) -> None:
    endpoints = load_table(slug).endpoints.values()
    assert [each.id for each in endpoints if each.designed and not each.lacks.endswith(".")] == []
