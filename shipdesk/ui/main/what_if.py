"""The demo's menu: what a courier may do to you, on demand, and the strip that leads through it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.notices import Notices
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_PURCHASE = "[sd][ha]*.shipment*create"
"""Fits `shipx.shipments.create` and `dash101.shipment_create`: one reply is lost, at either."""


class DemoWorld(Protocol):
    """The simulator's controls."""

    async def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401
        """Call a control route."""
        ...


class WhatIf:
    """Makes the simulated world misbehave; every entry says what to look for."""

    def __init__(
        self,
        window: MainWindow,
        world: DemoWorld,
        scope: TaskScope,
        notices: Notices,
        actions: Actions,
    ) -> None:
        self._world = world
        self._notices = notices
        self._offline = False
        entries = (
            ("lost_reply", say("Lose the next purchase's reply"), self._lose_reply),
            ("slow", say("Slow courier: 25 s to confirm"), self._slow),
            ("offline", say("No internet, on or off"), self._toggle_offline),
            ("bar_code", say("Wrong bar code on the next labels"), self._wrong_bar_code),
            ("price", say("Prices rise by 20 %"), self._price_rise),
            ("funds", say("No funds at InPost"), self._no_funds),
            ("top_up", say("Top up the wallet"), self._top_up),
            ("clock", say("Push the clock 1 h"), self._push_clock),
            ("moving", say("Parcels move by themselves"), self._moving),
            ("calm", say("Everything back to normal"), self._calm),
        )
        for key, title, work in entries:
            action = actions.add(
                f"demo.{key}",
                title,
                group=say("Demo"),
                on=partial(scope.start, work, key=f"demo:{key}"),
            )
            window.what_if.addAction(action)

    async def _lose_reply(self) -> None:
        body = {"match": _PURCHASE, "do": "drop_after_commit", "times": 1}
        await self._world.ask("POST", "faults", body)
        self._say(say("The next purchase's reply gets lost. Buy this one with F9."))

    async def _slow(self) -> None:
        await self._knobs({"shipx_confirm_seconds": 25, "approve_after_s": 25})
        self._say(say("Couriers take 25 s now. The desk stays free meanwhile."))

    async def _toggle_offline(self) -> None:
        self._offline = not self._offline
        if self._offline:
            body = {"match": "*", "do": "drop_before", "times": -1}
            await self._world.ask("POST", "faults", body)
            self._say(say("Nothing answers any more. What is cached stays."))
        else:
            await self._world.ask("DELETE", "faults")
            self._say(say("The services answer again."))

    async def _wrong_bar_code(self) -> None:
        await self._knobs({"wrong_barcode": True})
        self._say(say("Labels carry another parcel's number now. Buy one and print it."))

    async def _price_rise(self) -> None:
        await self._knobs({"shipx_price_factor": 1.2, "dash101_price_factor": 1.2})
        self._say(say("Prices rose by 20 %. Ask for quotes again."))

    async def _no_funds(self) -> None:
        await self._knobs({"shipx_out_of_funds": True})
        self._say(say("The wallet is empty. Buy, then top up and pay for the same shipment."))

    async def _top_up(self) -> None:
        await self._knobs({"shipx_out_of_funds": False})
        await self._world.ask("POST", "top_up", {"amount": 500})
        self._say(say("500.00 zł were added to the wallet."))

    async def _push_clock(self) -> None:
        await self._world.ask("POST", "clock", {"push": 3600})
        self._say(say("An hour passed in the simulated world."))

    async def _moving(self) -> None:
        await self._knobs({"auto_progress": True, "auto_progress_scale": 0.01})
        self._say(say("Parcels move by themselves now, a hundred times faster."))

    async def _calm(self) -> None:
        self._offline = False
        await self._world.ask("DELETE", "faults")
        await self._knobs(
            {
                "shipx_confirm_seconds": 1.1,
                "approve_after_s": 0,
                "wrong_barcode": False,
                "shipx_price_factor": 1.0,
                "dash101_price_factor": 1.0,
                "shipx_out_of_funds": False,
                "auto_progress": False,
            }
        )
        self._say(say("Everything is back to normal."))

    async def lose_reply(self) -> None:
        """Lose the reply of the next purchase: step 4 of the strip."""
        await self._lose_reply()

    async def _knobs(self, knobs: dict[str, object]) -> None:
        await self._world.ask("POST", "knobs", knobs)

    def _say(self, words: str) -> None:
        self._notices.toast(words, tone=Tone.AMBER)
