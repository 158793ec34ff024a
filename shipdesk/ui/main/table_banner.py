"""The banner for a person's own table of addresses that could not be used."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction

from shipdesk.services.desk import Desk
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets.banner import BannerText
from shipdesk.wording import phrase as say

_KEY = "tables"


class TableBanner:
    """Says which file is left out, with line and reason, as long as it is."""

    def __init__(self, window: MainWindow, desk: Desk, correct: Callable[[], None]) -> None:
        self._window = window
        self._desk = desk
        self._action = QAction(say("Correct it…"), window)
        self._action.triggered.connect(lambda _checked=False: correct())

    async def show(self) -> None:
        """Look at the files anew."""
        faults = await self._desk.service_tables.faults()
        if not faults:
            self._window.notices.clear_banner(_KEY)
            return
        text = BannerText(
            say("Your own addresses and field names are not used"),
            f"{'; '.join(fault.words for fault in faults)}.",
            say("Those that come with ShipDesk are used."),
            Tone.AMBER,
        )
        self._window.notices.set_banner(_KEY, text, [self._action])
