"""Banners about our own files: purchases that are closed, and copies that could not be written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction

from shipdesk.services.desk import Desk
from shipdesk.services.purchases import Closure, why_closed
from shipdesk.ui import format as fmt
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets.banner import BannerText
from shipdesk.wording import phrase as say

_CLOSED, _SAVING = "purchases", "saving"


class FilesBanner:
    """Keeps both banners true."""

    def __init__(self, window: MainWindow, desk: Desk, settings: Callable[[], None]) -> None:
        self._window = window
        self._desk = desk
        self._look = QAction(say("Ask the couriers now"), window)
        self._look.triggered.connect(lambda _checked=False: desk.finder.look_now())
        self._settings = QAction(say("Backup…"), window)
        self._settings.triggered.connect(lambda _checked=False: settings())

    def show(self) -> None:
        """Show what is so now."""
        notices = self._window.notices
        closure = self._desk.purchases.closure
        if closure is None:
            notices.clear_banner(_CLOSED)
        else:
            ways = [self._look, self._settings] if closure.by_finder else [self._settings]
            notices.set_banner(_CLOSED, _closed(closure), ways)
        fault = self._desk.saving.fault
        if fault is None:
            notices.clear_banner(_SAVING)
            return
        title = say("Copies could not be saved: {why}", why=fault.title)
        text = BannerText(title, fault.detail, fault.hint, Tone.AMBER)
        notices.set_banner(_SAVING, text, [self._settings])


def _closed(closure: Closure) -> BannerText:
    """Return what happened, which copy is used and where the damaged file is, and the way out."""
    parts = [why_closed(closure)]
    if closure.taken_at is not None:
        parts.append(say("What is shown is from {at}.", at=fmt.moment(closure.taken_at)))
    elif closure.aside:
        parts.append(say("There was no copy of it, so that ShipDesk begins anew."))
    if closure.aside:
        parts.append(say("The damaged file is kept as {path}.", path=closure.aside))
    hint = say("closed.finder") if closure.by_finder else say("closed.retired.hint")
    return BannerText(say("Nothing is bought now"), " ".join(parts), hint, Tone.RED, icon="lock")
