"""Walks through the demo's window at one scale: `python -m tests.visual.walk SCALE [FOLDER]`.

The scale is in per cent and stands in QT_SCALE_FACTOR too, which Qt reads at its start. With a
folder, each view leaves a picture in every theme and width. Ends with 1, and says why, where
something is cut, Qt warns, or a page cannot be reached.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

from shipdesk.demo import Simulator, demo_folder, demo_profile
from shipdesk.domain.account import Environment
from shipdesk.session import Session
from shipdesk.tour.hands import Hands, StepFailedError
from shipdesk.ui.theme import Scheme
from shipdesk.window import make_application, run_session
from tests.journeys.walk import Walk as JourneyWalk
from tests.support.simulator import Simulator as World
from tests.support.strays import Strays
from tests.visual.looking import cut
from tests.visual.stops import Stops
from tests.visual.trouble import Trouble

WIDTHS = (1440, 1100)
HEIGHT = 900
THEMES = {"light": Scheme.LIGHT, "dark": Scheme.DARK}
_HARMLESS = "propagateSizeHints"
"""Offscreen says so whenever a size is fixed."""
_TURN = 0.04
_SETTLING, _TRIES = 0.25, 4


class Walk:
    """Looks at each view in every width, and in every theme where pictures are wanted."""

    def __init__(self, session: Session, scale: str, folder: Path | None) -> None:
        self._session, self._scale, self._folder = session, scale, folder
        self._stops = Stops(session, Hands(session.window))
        self.complaints: list[str] = []

    async def run(self, world: World) -> None:
        """Walk, the good days first; a page that cannot be reached ends it."""
        walk = JourneyWalk(self._session, self._stops.hands, world, Path())
        try:
            for stops in (self._stops.all(), Trouble(walk).all()):
                async for name in stops:
                    await self._look(name)
        except StepFailedError as error:
            self.complaints.append(str(error))

    async def _look(self, name: str) -> None:
        window = self._session.window
        for theme, width in self._ways():
            self._session.theme.use(THEMES[theme])
            window.resize(width, HEIGHT)
            await asyncio.sleep(_TURN)
            root = self._stops.on_top() or window
            found = [f"{name} at {width} px: {words}" for words in await self._cut(root)]
            self.complaints += [words for words in found if words not in self.complaints]
            if self._folder is not None:
                shot = window.grab()
                shot.save(str(self._folder / f"{name}-{theme}-{self._scale}-{width}.png"))

    @staticmethod
    async def _cut(root: QWidget) -> list[str]:
        """Return what stays cut: a busy computer lays out a little after a window was resized."""
        found: list[str] = []
        for _ in range(_TRIES):
            found = cut(root)
            if not found:
                break
            await asyncio.sleep(_SETTLING)
        return found

    def _ways(self) -> Iterator[tuple[str, int]]:
        themes = THEMES if self._folder is not None else ("light",)
        yield from ((theme, width) for theme in themes for width in WIDTHS)


def main(scale: str, folder: Path | None) -> int:
    """Walk through a demo of its own and return the exit code."""
    warned: list[str] = []

    def on_message(kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and _HARMLESS not in words:
            warned.append(f"Qt: {words}")

    qInstallMessageHandler(on_message)
    simulator = Simulator()
    simulator.start()
    app = make_application()
    strays = Strays(app)
    complaints: list[str] = []

    async def after(session: Session) -> None:
        walk = Walk(session, scale, folder)
        world = World("demo")
        world.url = simulator.url
        await walk.run(world)
        world.stop()
        complaints.extend((*walk.complaints, *strays.seen))

    try:
        with demo_folder() as root:
            paths, vault = demo_profile(simulator.url, root)
            run_session(app, paths, Environment.DEMO, vault, simulator, after)
    finally:
        simulator.stop()
    sys.stdout.write("".join(f"{words}\n" for words in (*complaints, *warned)))
    return 1 if complaints or warned else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None))
