"""A parcel's sheet says what everybody told of it, each under the account's title."""

from __future__ import annotations

import json
from pathlib import Path

from shipdesk.domain.order import OrderKey
from shipdesk.domain.shipment import ShipmentId
from shipdesk.services.shipments import Shipments
from shipdesk.storage.database import Database
from tests.support.ingesting import Shop
from tests.support.shop import BOOK, COURIER, a_shipment


async def test_what_the_order_book_told_stands_beside_the_couriers_word(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    book = a_shipment("book:7", account_id=BOOK.id, remote_id="7", raw='{"carrier":"InPost"}')
    bare = {"order_key": OrderKey(""), "order_number": "", "raw": '{"status":"confirmed"}'}
    courier = a_shipment("courier:5", remote_id="5", **bare)
    shop.save(shipments=[book], stream="shipments", account=BOOK)
    shop.save(shipments=[courier], stream="shipments", account=COURIER)
    journal = Database.open(tmp_path / "data" / "journal.sqlite", writable=True, readers=1)
    cache = Database.open(shop.cache_path, writable=False, readers=1)
    try:
        sheet = await Shipments(journal, cache).read(ShipmentId("courier:5"))
    finally:
        await journal.aclose()
        await cache.aclose()
        shop.close()
        shop.journal.close()
    assert sheet.shipment.order_key == "book:1"
    assert sheet.shipment.raw == '{"status":"confirmed"}'
    assert [json.loads(copy) for copy in sheet.other_copies] == [
        {BOOK.title: {"carrier": "InPost"}}
    ]
