"""Dispatch's business in the simulator: profile, tokens, shops, workflows."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shipdesk.simulator.seed_operations import INTEGRATION, WORKFLOW, guid_of
from tests.support.simulator import Simulator

INTEGRATIONS = "/api/integrations/providers"
CREDENTIALS = {"apiKey": "key", "apiSecret": "secret", "storeUrl": "https://shop.example.test"}
ETSY = "1e000000-0000-4000-8000-0000000000a3"


def business(dispatch: httpx.Client) -> dict[str, Any]:
    """The business whose token is used."""
    found: dict[str, Any] = dispatch.get("/api/business/my-business").json()["data"]
    return found


def rows(dispatch: httpx.Client, path: str) -> list[dict[str, Any]]:
    """A list without paging keys."""
    answer = dispatch.get(path).json()
    assert set(answer) == {"data", "success"}
    found: list[dict[str, Any]] = answer["data"]
    return found


def test_the_profile_is_updated_without_an_answer_s_data(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    before = business(dispatch)
    body = {"guid": before["guid"], "name": "Kwiat i Glina s.c."}
    assert dispatch.put("/api/business", json=body).json() == {"success": True}
    assert business(dispatch) == {**before, "name": "Kwiat i Glina s.c."}
    simulator.knobs(business_put_clears=True)
    dispatch.put("/api/business", json=body)
    assert business(dispatch)["phone"] is None
    stranger = {**body, "guid": guid_of(WORKFLOW, 1)}
    assert dispatch.put("/api/business", json=stranger).status_code == 404


def test_a_registered_address_is_known_and_not_registered_twice(dispatch: httpx.Client) -> None:
    body = {"name": "Other", "email": "other@example.test"}
    made = dispatch.post("/api/business", json=body)
    assert (made.status_code, made.json()["data"]["name"]) == (201, "Other")
    assert dispatch.post("/api/business", json=body).status_code == 409
    query = {"emailAddress": "OTHER@example.test"}
    assert dispatch.get("/api/business/soft-check", params=query).json() is True


def test_a_made_token_is_shown_once_and_works(dispatch: httpx.Client) -> None:
    made = dispatch.get("/api/business/generate-api-token").json()["data"]
    listed = rows(dispatch, "/api/business/tokens")
    assert made["guid"] in {row["guid"] for row in listed}
    assert all("token" not in row for row in listed)
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert dispatch.get("/api/business/my-business", headers=headers).status_code == 200
    used = {row["guid"]: row["lastUsedAt"] for row in rows(dispatch, "/api/business/tokens")}
    assert used[made["guid"]] is not None


def test_making_a_token_is_a_write(dispatch: httpx.Client) -> None:
    headers = {"Authorization": "Bearer simulator-token-readonly"}
    answer = dispatch.get("/api/business/generate-api-token", headers=headers)
    assert answer.status_code == 403


def test_a_shop_is_connected_and_what_opens_it_is_told_by_nothing(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    body = {"providerId": guid_of("ff", 9), "providerType": "ecommerce",
            "credentials": CREDENTIALS, "settings": {"pushTracking": True}}  # fmt: skip
    made = dispatch.post("/api/integrations/provider/configure", json=body)
    assert made.status_code == 201
    assert made.json()["data"]["status"] == "active"
    guid = made.json()["data"]["guid"]
    single = dispatch.get(f"{INTEGRATIONS}/{guid}")
    assert single.json()["data"]["settings"]["pushTracking"] is True
    told = single.text + made.text + dispatch.get(INTEGRATIONS).text
    assert "secret" not in told.casefold().replace("apisecret", "")
    logged = simulator.requests(operation="integrations.configure")[0]["body"]["credentials"]
    assert (logged["apiKey"], logged["apiSecret"]) == ("***", "***")


def test_a_known_shop_is_connected_anew_under_its_own_number(dispatch: httpx.Client) -> None:
    body = {"providerId": ETSY, "providerType": "ecommerce", "credentials": CREDENTIALS}
    answer = dispatch.post("/api/integrations/provider/configure", json=body)
    assert answer.status_code == 200
    found = answer.json()["data"]
    assert (found["guid"], found["status"]) == (guid_of(INTEGRATION, 3), "active")
    assert found["lastError"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"providerId": "shop"},
        {"providerType": ""},
        {"credentials": None},
        {"credentials": {**CREDENTIALS, "storeUrl": "http://shop.example.test"}},
        {"settings": {"pushTracking": "yes"}},
    ],
)
def test_a_shop_that_cannot_be_connected_is_refused(
    dispatch: httpx.Client, change: dict[str, object]
) -> None:
    body = {"providerId": ETSY, "providerType": "ecommerce", "credentials": CREDENTIALS, **change}
    answer = dispatch.post("/api/integrations/provider/configure", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["error"]["details"]


def test_a_get_disables_a_shop_and_a_delete_removes_it(dispatch: httpx.Client) -> None:
    guid = guid_of(INTEGRATION, 1)
    answer = dispatch.get(f"/api/integrations/provider/disable/{guid}")
    assert answer.json()["data"]["status"] == "disabled"
    path = f"{INTEGRATIONS}/ecommerce/remove/{guid}"
    assert dispatch.delete(path).json() == {"success": True}
    assert dispatch.delete(path).status_code == 404
    assert guid not in {row["guid"] for row in rows(dispatch, INTEGRATIONS)}


def test_a_push_subscription_needs_its_keys(dispatch: httpx.Client) -> None:
    path = "/api/integrations/save-vapid-subscription"
    body = {"endpoint": "https://push.example.test/1", "keys": {"p256dh": "x", "auth": "y"}}
    assert dispatch.post(path, json=body).json() == {"success": True}
    body["keys"] = {"p256dh": "x"}
    assert dispatch.post(path, json=body).status_code == 400


def test_workflows_are_configured_by_a_trigger_of_their_kind(dispatch: httpx.Client) -> None:
    triggers = rows(dispatch, "/api/workflows/triggers/order")
    assert "order.created" in {row["name"] for row in triggers}
    body = {"name": "Mail", "entityType": "order", "trigger": "order.created",
            "actions": [{"type": "send_email", "settings": {"to": "me"}}]}  # fmt: skip
    made = dispatch.post("/api/workflows/configure", json=body)
    assert (made.status_code, made.json()["data"]["isEnabled"]) == (201, True)
    guid = made.json()["data"]["guid"]
    again = dispatch.post("/api/workflows/configure", json={**body, "guid": guid, "name": "Post"})
    assert again.json()["data"]["name"] == "Post"
    listed = {row["guid"]: row for row in rows(dispatch, "/api/workflows/order/configured")}
    assert listed[guid]["name"] == "Post"
    wrong = {**body, "trigger": "shipment.failed"}
    assert dispatch.post("/api/workflows/configure", json=wrong).status_code == 400
    assert dispatch.get("/api/workflows/triggers/moon").status_code == 400


def test_a_get_toggles_a_workflow_there_and_back(dispatch: httpx.Client) -> None:
    path = f"/api/workflows/configured/{guid_of(WORKFLOW, 1)}"
    states = [dispatch.get(f"{path}/toggle").json()["data"]["isEnabled"] for _ in range(2)]
    assert states == [False, True]
    assert dispatch.delete(path).json() == {"success": True}
    assert dispatch.get(f"{path}/toggle").status_code == 404
