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

_CLOSED, _OPENED, _SAVING = "purchases", "purchases-opened", "saving"


class FilesBanner:
    """Keeps both banners true."""

    def __init__(
        self,
        window: MainWindow,
        desk: Desk,
        settings: Callable[[], None],
        found: Callable[[], None],
    ) -> None:
        """`settings` opens the page of copies, `found` what the couriers told."""
        self._window = window
        self._desk = desk
        self._before: Closure | None = None
        self._look = QAction(say("Ask the couriers now"), window)
        self._look.triggered.connect(lambda _checked=False: desk.finder.look_now())
        self._found = QAction(say("What was found"), window)
        self._found.triggered.connect(lambda _checked=False: found())
        self._settings = QAction(say("Backup…"), window)
        self._settings.triggered.connect(lambda _checked=False: settings())

    def show(self) -> None:
        """Show what is so now."""
        notices = self._window.notices
        closure = self._desk.purchases.closure
        before, self._before = self._before, closure
        if closure is None:
            notices.clear_banner(_CLOSED)
            if before is not None and before.by_finder:
                # It stands until somebody closes it: the look may be over within seconds.
                notices.set_banner(_OPENED, _opened(before), [self._found])
        else:
            notices.clear_banner(_OPENED)
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
    """Return what happened and the way out."""
    hint = say("closed.finder") if closure.by_finder else say("closed.retired.hint")
    return BannerText(say("Nothing is bought now"), _happened(closure), hint, Tone.RED, icon="lock")


def _opened(closure: Closure) -> BannerText:
    """Return what had happened and what to look through now that purchases are open again."""
    hint = say("Every courier was asked what was bought. Look through what you typed since, too.")
    return BannerText(say("Purchases are open again"), _happened(closure), hint, Tone.AMBER)


def _happened(closure: Closure) -> str:
    """Return why purchases were closed, which copy is used and where the damaged file is."""
    parts = [why_closed(closure)]
    if closure.taken_at is not None:
        parts.append(say("What is shown is from {at}.", at=fmt.moment(closure.taken_at)))
    elif closure.aside:
        parts.append(say("There was no copy of it, so that ShipDesk begins anew."))
    if closure.aside:
        parts.append(say("The damaged file is kept as {path}.", path=closure.aside))
    return " ".join(parts)
