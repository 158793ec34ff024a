"""The banner for what is paid at a courier and known to nobody here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction

from shipdesk.services.desk import Desk
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets.banner import BannerText
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_KEY = "found"


class FoundBanner:
    """Says how many there are once a look has ended; hidden by hand it stays so for that number."""

    def __init__(
        self, window: MainWindow, desk: Desk, scope: TaskScope, show: Callable[[], None]
    ) -> None:
        self._window, self._desk, self._scope = window, desk, scope
        self._action = QAction(say("Show them"), window)
        self._action.triggered.connect(lambda _checked=False: show())
        self.end = desk.finder.listen(self._on_told)

    def _on_told(self) -> None:
        if self._desk.finder.progress is None:
            self._scope.start(self.show, key=_KEY, replace=True)

    async def show(self) -> None:
        """Count anew."""
        count = sum(each.waits for each in await self._desk.finder.found())
        if not count:
            self._window.notices.clear_banner(_KEY)
            return
        title = plural(
            count,
            "{n} thing is paid at a courier and not known here",
            "{n} things are paid at a courier and not known here",
        )
        detail = say("Bought elsewhere, or by a purchase whose answer was lost.")
        hint = say("Adopt them, or say that they are not yours.")
        self._window.notices.set_banner(
            _KEY, BannerText(title, detail, hint, Tone.AMBER), [self._action]
        )
