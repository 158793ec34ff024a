"""ShipX in the simulator: the label endpoints, their formats and refusals."""

from __future__ import annotations

import io
import zipfile

import httpx

from tests.simulator.couriers import (
    SHIPMENTS,
    confirmed,
    courier_body,
    locker_body,
)
from tests.simulator.papers import codes, sizes
from tests.support.simulator import Simulator


def test_the_label_of_a_confirmed_shipment_is_its_own_a6_pdf(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel = confirmed(simulator, shipx)
    answer = shipx.get(f"/v1/shipments/{parcel['id']}/label", params={"type": "A6"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'filename="inpost_locker_standard.pdf"' in answer.headers["Content-Disposition"]
    assert "Content-Length" not in answer.headers
    assert answer.content.startswith(b"%PDF-1.4")
    assert sizes(answer.content) == [(297, 421)]
    assert parcel["tracking_number"] in codes(answer.content)
    fetched = simulator.books()["shipx"]["labels"]
    assert [(one["shipment_id"], one["type"]) for one in fetched] == [(parcel["id"], "a6")]


def test_normal_is_a4_for_lockers_and_a6_for_couriers(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    locker, courier = confirmed(simulator, shipx), confirmed(simulator, shipx, courier_body())
    assert sizes(shipx.get(f"/v1/shipments/{locker['id']}/label").content) == [(595, 842)]
    assert sizes(shipx.get(f"/v1/shipments/{courier['id']}/label").content) == [(297, 421)]


def test_printers_languages_come_with_their_own_type(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    path = f"/v1/shipments/{confirmed(simulator, shipx)['id']}/label"
    zpl = shipx.get(path, params={"format": "Zpl", "type": "A6"})
    assert zpl.headers["Content-Type"] == "application/zpl"
    assert zpl.content.startswith(b"^XA")
    epl = shipx.get(path, params={"format": "Epl", "type": "A6"})
    assert epl.headers["Content-Type"] == "application/epl2"


def test_only_parcels_of_the_locker_network_have_zpl_for_300_dpi(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    locker, courier = confirmed(simulator, shipx), confirmed(simulator, shipx, courier_body())
    fine = {"format": "Zpl", "type": "dpi300"}
    widths = [
        b"^PW1240" in shipx.get(f"/v1/shipments/{one['id']}/label", params=fine).content
        for one in (locker, courier)
    ]
    assert widths == [True, False]


def test_a_label_too_early_of_a_cancelled_shipment_or_of_a_wrong_type_is_refused(
    shipx: httpx.Client,
) -> None:
    made = shipx.post(SHIPMENTS, json=locker_body()).json()
    path = f"/v1/shipments/{made['id']}/label"
    early = shipx.get(path)
    assert early.status_code == 400
    assert early.json() == {
        "status": 400,
        "error": "invalid_action",
        "message": "shipment_status_incorrect",
        "details": {
            "action": "get_label",
            "shipment_status": "created",
            "shipment_id": made["id"],
        },
    }
    assert shipx.get(path, params={"type": "A4"}).json()["details"] == {"type": ["unknown"]}
    shipx.delete(f"/v1/shipments/{made['id']}")
    assert shipx.get(path).json()["details"] == {
        "tracking_number": ["you_can_not_generate_labels_for_unpaid_shipments"]
    }
    assert shipx.get("/v1/shipments/99/label").status_code == 404


def test_many_labels_of_one_service_are_one_pdf_and_of_several_a_zip(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    one, two = confirmed(simulator, shipx), confirmed(simulator, shipx)
    other = confirmed(simulator, shipx, courier_body())
    asked = f"{SHIPMENTS}/labels?type=A6&shipment_ids[]={one['id']}&shipment_ids[]={two['id']}"
    same = shipx.get(asked)
    assert two["tracking_number"] in codes(same.content, page=1)
    mixed = shipx.get(f"{asked}&shipment_ids[]={other['id']}")
    assert mixed.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(mixed.content)) as archive:
        assert sorted(archive.namelist()) == [
            "inpost_courier_standard.pdf",
            "inpost_locker_standard.pdf",
        ]
    body = {"format": "pdf", "type": "A6", "shipment_ids": [one["id"]]}
    assert shipx.post(f"{SHIPMENTS}/labels", json=body).content.startswith(b"%PDF")
    indexed = shipx.get(f"{SHIPMENTS}/labels?shipment_ids[0]={one['id']}")
    assert indexed.json()["details"] == {"shipment_ids": ["required"]}


def test_each_parcel_of_a_shipment_has_its_own_number_and_page(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    boxes = [{"id": key, **courier_body()["parcels"][0]} for key in ("a", "b")]
    parcel = confirmed(simulator, shipx, courier_body(parcels=boxes))
    numbers = [box["tracking_number"] for box in parcel["parcels"]]
    label = shipx.get(f"/v1/shipments/{parcel['id']}/label").content
    assert len(set(numbers)) == 2
    assert numbers[0] in codes(label, page=0)
    assert numbers[1] in codes(label, page=1)


def test_a_wrong_bar_code_can_be_asked_for(shipx: httpx.Client, simulator: Simulator) -> None:
    one, two = confirmed(simulator, shipx), confirmed(simulator, shipx)
    simulator.knobs(wrong_barcode=True)
    label = shipx.get(f"/v1/shipments/{one['id']}/label?type=A6").content
    assert two["tracking_number"] in codes(label)
    assert one["tracking_number"] not in codes(label)
