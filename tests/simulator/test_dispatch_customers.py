"""Dispatch's customers in the simulator: contacts, references, shipments, sales and import."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx
import pytest

CUSTOMERS = "/api/v1/Customers"
HEAD = "name,email,phone,company,street,city,postalCode,country"


def customer(dispatch: httpx.Client, name: str = "O''Neil") -> dict[str, Any]:
    """One customer, whole."""
    row = dispatch.get(CUSTOMERS, params={"$filter": f"name eq '{name}'"}).json()["data"][0]
    found: dict[str, Any] = dispatch.get(f"{CUSTOMERS}/{row['guid']}").json()["data"]
    return found


def upload(dispatch: httpx.Client, content: bytes, name: str = "customers.csv") -> httpx.Response:
    """A file sent to be checked."""
    return dispatch.post(f"{CUSTOMERS}/upload", files={"file": (name, content)})


def refused(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return response.status_code, response.json()["error"]["code"]


def test_a_customer_needs_a_name_and_a_way_to_be_reached(dispatch: httpx.Client) -> None:
    nameless = dispatch.post(CUSTOMERS, json={"email": "a@example.test"})
    mute = dispatch.post(CUSTOMERS, json={"name": "Ewa Kos"})
    odd = dispatch.post(CUSTOMERS, json={"name": "Ewa Kos", "email": "no mail"})
    assert [refused(one) for one in (nameless, mute, odd)] == [(400, "VALIDATION_ERROR")] * 3
    made = dispatch.post(CUSTOMERS, json={"name": "Ewa Kos", "phone": "+48505404202"})
    assert made.status_code == 201
    assert made.json()["data"]["name"] == "Ewa Kos"


def test_a_customer_keeps_several_addresses_with_their_use(dispatch: httpx.Client) -> None:
    address = {"street": "ul. Prosta 5", "city": "Warszawa", "type": "billing", "isDefault": True}
    body = {"name": "Ewa Kos", "email": "ewa@example.test", "addresses": [address]}
    made = dispatch.post(CUSTOMERS, json=body).json()["data"]
    kept = dispatch.get(f"{CUSTOMERS}/{made['guid']}").json()["data"]["addresses"]
    assert [(one["street"], one["type"], one["isDefault"]) for one in kept] == [
        ("ul. Prosta 5", "billing", True)
    ]
    wrong = {**body, "addresses": [{**address, "type": "holiday"}]}
    assert dispatch.post(CUSTOMERS, json=wrong).status_code == 400


def test_a_customer_with_open_orders_stays(dispatch: httpx.Client) -> None:
    path = f"{CUSTOMERS}/{customer(dispatch)['guid']}"
    assert refused(dispatch.delete(path)) == (409, "CONFLICT")
    assert dispatch.get(path).status_code == 200
    free = dispatch.post(CUSTOMERS, json={"name": "Ewa", "phone": "1"}).json()["data"]["guid"]
    assert dispatch.delete(f"{CUSTOMERS}/{free}").json() == {"success": True}
    assert dispatch.get(f"{CUSTOMERS}/{free}").status_code == 404


def test_one_contact_at_most_is_the_primary_one(dispatch: httpx.Client) -> None:
    known = customer(dispatch)
    path = f"{CUSTOMERS}/{known['guid']}/contacts"
    assert [one["isPrimary"] for one in known["contacts"]] == [True, False]
    made = dispatch.post(path, json={"name": "Ola", "role": "Stores", "isPrimary": True})
    assert made.status_code == 201
    contacts = customer(dispatch)["contacts"]
    assert [one["isPrimary"] for one in contacts] == [False, False, True]
    changed = dispatch.patch(f"{path}/{contacts[0]['guid']}", json={"role": "Boss"})
    assert changed.json()["data"]["role"] == "Boss"
    assert changed.json()["data"]["name"] == contacts[0]["name"]
    assert dispatch.delete(f"{path}/{contacts[0]['guid']}").json() == {"success": True}
    assert dispatch.delete(f"{path}/{contacts[0]['guid']}").status_code == 404
    assert dispatch.post(path, json={"role": "Nobody"}).status_code == 400


def test_references_are_added_one_by_one_and_removed(dispatch: httpx.Client) -> None:
    path = f"{CUSTOMERS}/{customer(dispatch)['guid']}/references"
    made = dispatch.patch(path, json={"name": "Depot", "value": "0042"}).json()["data"]
    assert (made["name"], made["value"]) == ("Depot", "0042")
    values = [one["value"] for one in customer(dispatch)["references"]]
    assert values == ["K-00417", "1182", "0042"]
    assert dispatch.delete(f"{path}/{made['guid']}").json() == {"success": True}
    assert len(customer(dispatch)["references"]) == 2
    assert dispatch.patch(path, json={"name": "Depot"}).status_code == 400


def test_recent_shipments_come_newest_first_without_paging(dispatch: httpx.Client) -> None:
    shipment = dispatch.get("/api/v1/shipments", params={"perPage": 1}).json()["data"][0]
    guid = shipment["customer"]["guid"]
    answer = dispatch.get(f"{CUSTOMERS}/{guid}/recent-shipments").json()
    assert set(answer) == {"data", "success"}
    times = [row["createdAt"] for row in answer["data"]]
    assert times == sorted(times, reverse=True)
    assert {row["customer"]["guid"] for row in answer["data"]} == {guid}


def test_sales_leave_out_what_was_cancelled_or_returned(dispatch: httpx.Client) -> None:
    guid = customer(dispatch)["guid"]
    query = {"$filter": f"customer/guid eq {guid}", "PageSize": "100"}
    orders = dispatch.get("/api/v1/Orders", params=query).json()["data"]
    sold = [row for row in orders if row["status"] not in {"cancelled", "returned"}]
    found = dispatch.get(f"{CUSTOMERS}/{guid}/sales-analytics").json()["data"]
    assert found["totalOrders"] == len(sold)
    expected = sum(row["total"] for row in sold if row["currency"] == found["currency"])
    assert found["totalRevenue"] == pytest.approx(expected)
    assert sum(month["orders"] for month in found["months"]) == len(sold)


def test_a_file_is_checked_first_and_stored_when_confirmed(dispatch: httpx.Client) -> None:
    lines = [
        HEAD,
        'Łucja Żak,lucja@example.test,,,"ul. Długa 1, m. 2",Łódź,90-361,PL',
        ",nameless@example.test,,,,,,",
        "",
        "No Way,,,,,,,",
        "Bad Mail,bad mail,,,,,,",
        "Twice,lucja@example.test,,,,,,",
    ]
    checked = upload(dispatch, "\r\n".join(lines).encode("utf-8-sig")).json()["data"]
    assert (checked["totalRows"], checked["validRows"]) == (5, 1)
    told = [(error["row"], error["field"]) for error in checked["errors"]]
    assert told == [(3, "name"), (5, "email"), (6, "email"), (7, "email")]
    params = {"$filter": "email eq 'lucja@example.test'"}
    assert dispatch.get(CUSTOMERS, params=params).json()["totalCount"] == 0
    confirm = {"uploadId": checked["uploadId"]}
    stored = dispatch.get(f"{CUSTOMERS}/confirm-upload", params=confirm).json()["data"]
    assert (stored["imported"], stored["skipped"]) == (1, 4)
    found = dispatch.get(CUSTOMERS, params=params).json()["data"]
    assert [(row["name"], row["address"]["street"]) for row in found] == [
        ("Łucja Żak", "ul. Długa 1, m. 2")
    ]
    again = dispatch.get(f"{CUSTOMERS}/confirm-upload", params=confirm)
    assert refused(again) == (409, "CONFLICT")


def test_a_workbook_is_read_as_a_file_with_commas_is(dispatch: httpx.Client) -> None:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{name}"><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Phone</t></is></c>'
        '</row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2"><v>600100200</v></c></row>'
        "</sheetData></worksheet>"
    )
    strings = f'<sst xmlns="{name}"><si><t>Name</t></si><si><t>Łucja Żak</t></si></sst>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", strings)
    checked = upload(dispatch, buffer.getvalue(), "customers.xlsx").json()["data"]
    assert (checked["totalRows"], checked["validRows"], checked["errors"]) == (1, 1, [])


@pytest.mark.parametrize(
    "content", [b"", b"phone\n1\n", b"\xff\xfe\x00", b"PK\x03\x04 not a zip", b'name\n"open']
)
def test_a_file_that_cannot_be_read_is_refused(dispatch: httpx.Client, content: bytes) -> None:
    assert upload(dispatch, content).status_code == 400


def test_an_upload_wants_a_form_and_a_confirmation_its_number(dispatch: httpx.Client) -> None:
    bare = dispatch.post(f"{CUSTOMERS}/upload", json={"file": "name"})
    assert refused(bare) == (415, "UNSUPPORTED_MEDIA_TYPE")
    other = dispatch.post(f"{CUSTOMERS}/upload", files={"table": ("a.csv", b"name\nx")})
    assert refused(other) == (400, "VALIDATION_ERROR")
    path = f"{CUSTOMERS}/confirm-upload"
    assert dispatch.get(path).status_code == 400
    assert dispatch.get(path, params={"uploadId": "nothing"}).status_code == 404


def test_confirming_an_import_is_a_write(dispatch: httpx.Client) -> None:
    headers = {"Authorization": "Bearer simulator-token-readonly"}
    params = {"uploadId": "nothing"}
    answer = dispatch.get(f"{CUSTOMERS}/confirm-upload", params=params, headers=headers)
    assert refused(answer) == (403, "FORBIDDEN")
