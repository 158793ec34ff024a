"""From an account in Settings to its pages in Services."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from shipdesk.domain.account import AccountId
from shipdesk.ui.widgets import KeyHintButton
from tests.support.pages import click
from tests.support.settings_room import SettingsRoom

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]


async def test_account_with_pages_leads_to_them(settings_room: Opening) -> None:
    async with settings_room() as room:
        shown = room.presenter.accounts.view.form.shown
        assert shown is not None
        button = next(
            one
            for one in room.page.findChildren(KeyHintButton)
            if one.accessibleName() == "Open its pages"
        )
        assert not button.isVisible(), "what an account keeps is not known before it is ready"
        await room.opened.desk.providers.ready(AccountId(shown.account_id))
        room.presenter.accounts.refresh()
        led: list[str] = []
        room.page.service_opened.connect(led.append)
        kept = {each.account_id for each in room.opened.desk.records.kinds("services")}
        assert shown.account_id in kept
        click(room.page, "Open its pages")
        assert led == [shown.account_id]
