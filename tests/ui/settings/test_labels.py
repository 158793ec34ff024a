"""Settings › Labels: nothing is removed unasked, and what was freed is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta

from shipdesk.domain.account import AccountId
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.storage import labels as label_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn
from tests.support.pages import answer, click, until
from tests.support.settings_room import SettingsRoom
from tests.support.shop import a_shipment

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]
BODY = b"%PDF-1.4 " + b"a label of long ago " * 100


async def keep_old_label(room: SettingsRoom) -> str:
    """Keep the label of a parcel that arrived long ago; returns its hash."""
    program = room.opened.program
    then = program.desk.clock.now() - timedelta(days=200)
    sha256 = label_store.keep_bytes(program.paths.labels, BODY)
    file = label_store.path_of(program.paths.labels, sha256)
    os.utime(file, (then.timestamp(), then.timestamp()))
    arrived = replace(a_shipment(account_id=AccountId("inpost")), status=ShipmentStatus.DELIVERED)

    def write(conn: Conn) -> None:
        shipment_store.save(conn, arrived)
        label_store.save(
            conn,
            arrived.id,
            "label",
            sha256=sha256,
            media_type="application/pdf",
            size=len(BODY),
            pages=1,
            width_mm=105,
            height_mm=148,
            source="courier",
            now=then,
        )

    await program.journal.write(write)
    return sha256


async def test_length_that_takes_labels_away_is_asked_about_and_tells_what_it_freed(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        sha256 = await keep_old_label(room)
        file = label_store.path_of(room.opened.program.paths.labels, sha256)
        vault = room.opened.desk.label_vault
        await room.presenter.open("labels")
        view = room.presenter.labels.view
        await until(lambda: view.facts.value("Kept now") == "1 file, 2\u00a0kB", "what is kept")
        assert view.days.choice() == "0"
        assert not view.sweep.isVisible()
        click(room.page, "400 days")
        kept = "Labels are kept for 400 days"
        await until(lambda: kept in room.notices.shown(), "nothing is that old: no question")
        click(room.page, "180 days")
        await answer(room.page, "Cancel")
        await until(lambda: view.days.choice() == "400", "as it was")
        assert (vault.days, file.exists()) == (400, True)
        click(room.page, "180 days")
        await answer(room.page, "Remove them")
        freed = "Labels are kept for 180 days. Freed 1 file, 2\u00a0kB"
        await until(lambda: freed in room.notices.shown(), "what was freed")
        assert not file.exists()
        await until(lambda: view.facts.value("Kept now") == "0 files", "nothing is left")
        assert view.facts.value("Freed last").startswith("1 file, 2\u00a0kB, ")
        click(room.page, "Remove old labels now")
        await until(lambda: view.facts.value("Freed last").startswith("nothing, "), "nothing more")


async def test_scanning_back_is_off_until_it_is_chosen(settings_room: Opening) -> None:
    async with settings_room() as room:
        scans = room.opened.desk.scan_back
        await room.presenter.open("labels")
        view = room.presenter.labels.view
        await until(lambda: view.facts.value("Kept now"), "what is kept")
        assert view.scan_back.choice() == "off"
        click(room.page, "On")
        await until(lambda: scans.on, "it is on")
        click(room.page, "Off")
        await until(lambda: not scans.on, "it is off again")
