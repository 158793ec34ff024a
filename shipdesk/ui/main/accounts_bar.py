"""The accounts as dots and banners: who works, who waits, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction

from shipdesk.clock import from_millis
from shipdesk.domain.account import AccountHealth, AccountState
from shipdesk.ui import format as fmt
from shipdesk.ui.main.top_bar import AccountDot
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets.banner import BannerText
from shipdesk.wording import phrase as say

_TONES = {
    AccountState.OK: Tone.GREEN,
    AccountState.OFFLINE: Tone.GREY,
    AccountState.PAUSED_AUTH: Tone.RED,
    AccountState.LIMITED: Tone.AMBER,
    AccountState.FAULT: Tone.AMBER,
}


def show_accounts(
    window: MainWindow, health: Sequence[AccountHealth], repair: dict[str, QAction]
) -> None:
    """Show every account's dot, and a banner for each that needs a word; names stay apart."""
    window.set_accounts(
        [AccountDot(each.account_id, each.title, _TONES[each.state], _tip(each)) for each in health]
    )
    shown = {f"account:{each.account_id}" for each in health}
    for key in [key for key in window.notices.banners.keys() if key.startswith("account:")]:  # noqa: SIM118
        if key not in shown:
            window.notices.clear_banner(key)
    for each in health:
        key = f"account:{each.account_id}"
        text = _banner(each)
        if text is None:
            window.notices.clear_banner(key)
            continue
        action = repair.get(each.account_id)
        needs_repair = each.state is AccountState.PAUSED_AUTH and action is not None
        window.notices.set_banner(key, text, [action] if needs_repair and action else ())
    times = [each.synced_at_ms for each in health if each.synced_at_ms]
    if any(each.syncing for each in health):
        window.set_synced(say("syncing…"))
    elif times:
        window.set_synced(say("synced {at}", at=fmt.clock_time(from_millis(min(times)))))
    else:
        window.set_synced(say("not synced yet") if health else say("no account yet"))


def _tip(health: AccountHealth) -> str:
    if health.state is AccountState.OK:
        return say("{title} answers", title=health.title)
    return f"{health.error_title} {health.error_detail}".strip()


def _banner(health: AccountHealth) -> BannerText | None:
    if health.state is AccountState.OK:
        return None
    hint = health.error_hint
    if health.state is AccountState.OFFLINE and health.synced_at_ms:
        since = fmt.moment(from_millis(health.synced_at_ms))
        hint = say("What is shown is from {since}; later changes are not here yet.", since=since)
    return BannerText(health.error_title, health.error_detail, hint, _TONES[health.state])
