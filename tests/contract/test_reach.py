"""Every operation that a person can reach is reached in the real window and sends what it must."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from shipdesk.ui.theme import Theme
from tests.contract.room import room_at
from tests.support.simulator import Simulator


async def test_room_opens(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    with Simulator.in_thread("demo") as sim:
        async with room_at(sim, tmp_path, qtbot, theme) as room:
            await room.page("shipments")
