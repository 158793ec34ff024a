"""One life of the program in its real window, offscreen: bought by F9, pressed again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

from PySide6.QtCore import QLocale
from qasync import QEventLoop

from shipdesk.domain.account import Environment
from shipdesk.domain.operation import PURCHASES, Operation
from shipdesk.domain.order import OrderKey
from shipdesk.session import Session
from shipdesk.storage import operations
from shipdesk.storage.sql import Conn
from shipdesk.ui import format as fmt
from shipdesk.ui.orders.presenter import OrdersPresenter
from shipdesk.window import Front, make_application
from tests.crash.person import LOOK_S, Person, Wishes
from tests.crash.probe import CELL, Probe, watch
from tests.crash.victim import Life, begin, drive, end, opened, settled
from tests.crash.world import WorldClock

_PRESSES = 300
"""So often F9 is pressed, while the window opens the order or asks for its price, and after."""


class WindowPerson(Person):
    """A person in front of the window: buys by F9; does the rest as without one."""

    def __init__(self, session: Session, wishes: Wishes) -> None:
        super().__init__(session.program, wishes)
        self._orders_page = cast("OrdersPresenter", session.presenter._pages["orders"])
        self._buy = session.actions.get("orders.buy")
        self._in_hand = asyncio.Lock()

    async def _buy_one(self, cell: str) -> Operation:
        while True:
            key = (await self._next_plan(cell)).sheet.order.key
            async with self._in_hand:
                await self._orders_page.open(key)
                found = await self._press_until_bought(cell, key)
            if found is not None:
                return found

    async def _press_until_bought(self, cell: str, key: OrderKey) -> Operation | None:
        def purchase(conn: Conn) -> Operation | None:
            found = operations.of_subject(conn, key)
            return next((each for each in found if each.kind in PURCHASES), None)

        for _ in range(_PRESSES):
            if self._orders_page.in_hand() == key:
                # What the press starts is started in this context, and so belongs to the cell.
                CELL.set(cell)
                self._buy.trigger()
                self._buy.trigger()
                CELL.set("")
            found = await self._read(purchase)
            if found is not None:
                self._buy.trigger()
                return found
            await asyncio.sleep(LOOK_S)
        return None


def live_in_window(url: str, folder: Path, life: Life, tell: Callable[[str], None]) -> None:
    """Live in this process, which was just forked, in a window that nobody sees."""
    begin(life)
    app = make_application()

    async def main() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
        clock = WorldClock(url)
        fmt.use(numbers=QLocale.c(), words=QLocale.c(), now=clock.now)
        program = await opened(url, folder, clock, fresh=False)
        watch(program, Probe(life.target, tell))
        front = Front(app, program.paths, Environment.DEMO, demo=False)
        front.window.show()
        front.actions.refresh_icons()
        session = Session(app, front, program, None)

        async def after(session: Session) -> None:
            tell("ready")
            person = WindowPerson(session, life.wishes)
            async with asyncio.TaskGroup() as group:
                group.create_task(drive(program, clock))
                group.create_task(person.decide())
                await person.work()
                if life.settles:
                    await settled(program)
                    end(tell)

        await session.run(after)

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(main())
