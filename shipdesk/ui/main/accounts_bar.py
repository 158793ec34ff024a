"""The accounts as dots and banners: who works, who waits how long, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.account import AccountHealth, AccountId, AccountState
from shipdesk.services.desk import Desk
from shipdesk.services.queues import Standing, Waiting
from shipdesk.ui import format as fmt
from shipdesk.ui.main.top_bar import AccountDot
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.queues.words import goes_on, waits
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets.banner import BannerText
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_TICK_MS = 1_000
_TONES = {
    AccountState.OK: Tone.GREEN,
    AccountState.OFFLINE: Tone.GREY,
    AccountState.PAUSED_AUTH: Tone.RED,
    AccountState.LIMITED: Tone.AMBER,
    AccountState.FAULT: Tone.AMBER,
}


class AccountsBar:
    """Keeps dots and banners true; counts down while a service asks to wait."""

    def __init__(self, window: MainWindow, desk: Desk, repair: Callable[[str], None]) -> None:
        self._window = window
        self._desk = desk
        self._work = repair
        self._repair: dict[str, QAction] = {}
        self._stop: dict[str, QAction] = {}
        self._standing: Mapping[str, Standing] = {}
        self._timer = QTimer(window)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.show)

    def show(self) -> None:
        """Show every account's dot, and a banner for each that needs a word; names stay apart."""
        health = self._desk.accounts.health
        lefts = {each.account_id: self._left(each) for each in health}
        self._window.set_accounts([_dot(each, lefts[each.account_id]) for each in health])
        self._clear_others(health)
        for each in health:
            self._show_banner(each, lefts[each.account_id])
        self._show_synced(health)
        counting = any(each.state is AccountState.LIMITED for each in health)
        if counting and not self._timer.isActive():
            self._timer.start()
        elif not counting:
            self._timer.stop()

    def show_waiting(self, waiting: Waiting) -> None:
        """Say on an account's banner how much waits for it, and when it goes on."""
        before = self._standing
        self._standing = {one.health.account_id: one for one in waiting.standing}
        works = {
            each.account_id for each in self._desk.accounts.health if each.state is AccountState.OK
        }
        # Where some of it waits for a word, the banner with *Go on* says so.
        held = {one.operation.account_id for one in waiting.held}
        for key in (works - held) & before.keys():
            self._window.notices.toast(goes_on(before[key]))
        self.show()

    def is_counting(self) -> bool:
        """Return whether a wait is being counted down."""
        return self._timer.isActive()

    def _left(self, health: AccountHealth) -> int:
        """Return the seconds that the service still asks to wait; 0 for any other state."""
        if health.state is not AccountState.LIMITED:
            return 0
        told = (health.resumes_at_ms - to_millis(self._desk.clock.now())) / 1000
        return max(0, ceil(max(told, self._desk.providers.waits(health.account_id))))

    def _show_banner(self, health: AccountHealth, left: int) -> None:
        key = _key(health.account_id)
        standing = self._standing.get(health.account_id)
        text = _banner(health, waits(standing) if standing else "")
        notices = self._window.notices
        if text is None:
            notices.clear_banner(key)
            return
        if health.state is AccountState.LIMITED:
            stop = self._stop_action(health.account_id)
            stop.setVisible(self._desk.providers.waiting(health.account_id) > 0)
            notices.set_banner(key, text, [stop])
            notices.retitle_banner(key, _waits(health.title, left))
            return
        needs_repair = health.state is AccountState.PAUSED_AUTH
        notices.set_banner(
            key, text, [self._repair_action(health.account_id)] if needs_repair else ()
        )

    def _show_synced(self, health: Sequence[AccountHealth]) -> None:
        times = [each.synced_at_ms for each in health if each.synced_at_ms]
        if any(each.syncing for each in health):
            self._window.set_synced(say("syncing…"))
        elif times:
            at = fmt.clock_time(from_millis(min(times)))
            self._window.set_synced(say("synced {at}", at=at))
        else:
            self._window.set_synced(say("not synced yet") if health else say("no account yet"))

    def _clear_others(self, health: Sequence[AccountHealth]) -> None:
        shown = {_key(each.account_id) for each in health}
        notices = self._window.notices
        for key in notices.banners.keys():  # noqa: SIM118 - a method of its own, a list
            if key.startswith("account:") and key not in shown:
                notices.clear_banner(key)

    def _repair_action(self, account_id: str) -> QAction:
        if account_id not in self._repair:
            action = QAction(say("Open the account…"), self._window)
            action.triggered.connect(lambda _checked=False, key=account_id: self._work(key))
            self._repair[account_id] = action
        return self._repair[account_id]

    def _stop_action(self, account_id: str) -> QAction:
        if account_id not in self._stop:
            action = QAction(say("Stop waiting"), self._window)
            action.triggered.connect(lambda _checked=False, key=account_id: self._on_stop(key))
            self._stop[account_id] = action
        return self._stop[account_id]

    def _on_stop(self, account_id: str) -> None:
        self._desk.providers.stop_waiting(AccountId(account_id))
        self.show()


def _key(account_id: str) -> str:
    return f"account:{account_id}"


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _waits(title: str, left: int) -> str:
    if not left:
        return say("{title} asks to wait, goes on now", title=title)
    return say("{title} asks to wait, goes on in {left}", title=title, left=_clock(left))


def _dot(health: AccountHealth, left: int) -> AccountDot:
    name = f"{health.title} {_clock(left)}" if left else health.title
    return AccountDot(health.account_id, name, _TONES[health.state], _tip(health, left))


def _tip(health: AccountHealth, left: int) -> str:
    if health.state is AccountState.LIMITED:
        return _waits(health.title, left)
    if health.state is not AccountState.OK:
        return f"{health.error_title} {health.error_detail}".strip()
    told = say("{title} answers", title=health.title)
    if health.unread_rows:
        unread = plural(health.unread_rows, "1 row could not be read", "{n} rows could not be read")
        return f"{told}. {unread}"
    return told


def _banner(health: AccountHealth, waiting: str) -> BannerText | None:
    if health.state is AccountState.OK:
        return None
    detail = f"{health.error_detail} {waiting}".strip()
    if health.state is AccountState.LIMITED:
        # The same words as long as it lasts: the title alone counts, see `_waits`.
        hint = say("What waits goes on by itself.")
        title = say("{title} asks to wait", title=health.title)
        return BannerText(title, detail, hint, Tone.AMBER, icon="pause")
    hint = health.error_hint
    if health.state is AccountState.OFFLINE and health.synced_at_ms:
        since = fmt.moment(from_millis(health.synced_at_ms))
        hint = say("What is shown is from {since}; later changes are not here yet.", since=since)
    return BannerText(health.error_title, detail, hint, _TONES[health.state])
