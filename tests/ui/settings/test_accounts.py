"""Accounts in Settings over a real desk: added, tested, repaired, removed; secrets in the vault."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtWidgets import QDialog, QLineEdit

from shipdesk.domain.account import AccountId, AccountState
from shipdesk.errors import AuthError
from tests.support.pages import answer, click, named, until
from tests.support.settings_room import SettingsRoom

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]
SMALL = "simulator-shipx-small"


async def start_adding(room: SettingsRoom) -> None:
    """Choose InPost in the dialog and fill in address and token."""
    click(room.page, "Add account…")
    await answer(room.page, "InPost (ShipX)")
    await until(lambda: room.presenter.accounts.view.form.shown.account_id == "", "an empty form")
    room.fill("Name", "InPost small")
    room.fill("Address", f"{room.simulator.url}/shipx")


def vault(room: SettingsRoom, account_id: str, name: str) -> str | None:
    """Return what the key store holds."""
    return room.opened.desk.accounts._vault.get(account_id, name)


async def test_account_is_added_with_its_organization_from_the_list(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        before = {each.id for each in room.opened.desk.accounts.accounts}
        await start_adding(room)
        assert room.text("Token") == ""
        room.fill("Token", SMALL)
        click(room.page, "List Organization…")
        dialogs: list[QDialog] = []

        def listed() -> bool:
            dialogs[:] = [x for x in room.page.window().findChildren(QDialog) if x.isVisible()]
            return bool(dialogs)

        await until(listed, "the list of organizations")
        dialogs[0].choose("1002")
        await until(lambda: room.text("Organization") == "1002", "the chosen organization")
        click(room.page, "Test connection")
        probe = room.presenter.accounts.view.form.probe
        await until(lambda: "operations work" in probe.sentence.text(), "the answers")
        told = probe._table.accessibleDescription()
        assert "Lockers: works" in told
        assert "Buying a shipment: not tried" in told
        click(room.page, "Save account")
        await until(lambda: len(room.opened.desk.accounts.accounts) == 4, "the account")
        (account,) = (each for each in room.opened.desk.accounts.accounts if each.id not in before)
        assert account.title == "InPost small"
        assert account.settings["organization_id"] == "1002"
        await until(lambda: room.text("Token") == "", "the secret is out of the form")
        assert vault(room, account.id, "token") == SMALL
        assert SMALL not in str(account)
        assert room.holders_of(SMALL) == []
        assert room.holders_of("InPost small") != []


async def test_wrong_token_answers_beside_its_field_and_harms_no_other_account(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        await start_adding(room)
        room.fill("Token", "nonsense")
        room.fill("Organization", "1001")
        click(room.page, "Test connection")
        await until(lambda: "does not accept" in room.problem("Token"), "the refusal")
        assert room.page.window().focusWidget() is named(room.page, QLineEdit, "Token")
        assert len(room.opened.desk.accounts.accounts) == 3
        assert {each.state for each in room.opened.desk.accounts.health} == {AccountState.OK}


async def test_what_is_missing_stands_beside_the_fields_and_nothing_is_saved(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        await start_adding(room)
        room.enter("Name")
        await until(lambda: room.problem("Token"), "what is missing")
        assert room.problem("Token") == "Token is missing."
        assert room.problem("Organization") == "Organization is missing."
        assert room.problem("Address") == ""
        assert len(room.opened.desk.accounts.accounts) == 3


async def test_address_that_would_send_the_token_in_the_open_is_refused(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        await start_adding(room)
        room.fill("Address", "http://shop.example")
        room.fill("Token", SMALL)
        room.fill("Organization", "1001")
        click(room.page, "Test connection")
        await until(lambda: "https://" in room.problem("Address"), "the refusal")


async def test_kept_secret_is_never_shown_and_saving_without_one_keeps_it(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        await room.presenter.open("inpost")
        assert room.text("Token") == ""
        kept = vault(room, "inpost", "token")
        room.fill("Name", "InPost Kraków")
        room.enter("Name")
        await until(
            lambda: "InPost Kraków" in {x.title for x in room.opened.desk.accounts.accounts},
            "the new name",
        )
        assert vault(room, "inpost", "token") == kept


async def test_paused_account_opens_with_its_error_and_goes_on_with_a_new_secret(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        desk = room.opened.desk
        desk.providers.trouble(AccountId("inpost"), AuthError(account="InPost"))
        await room.presenter.open("senders")
        await room.presenter.open("inpost")
        assert "does not accept" in room.problem("Token")
        assert room.page.window().focusWidget() is named(room.page, QLineEdit, "Token")
        room.fill("Token", "simulator-shipx-token")
        room.enter("Token")

        def works() -> bool:
            health = {each.account_id: each.state for each in desk.accounts.health}
            return health[AccountId("inpost")] is AccountState.OK

        await until(works, "the account goes on")


async def test_test_of_a_paused_account_says_that_saving_sets_it_going(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        desk = room.opened.desk
        desk.providers.trouble(AccountId("inpost"), AuthError(account="InPost"))
        await room.presenter.open("inpost")
        click(room.page, "Test connection")
        told = room.presenter.accounts.view.form.probe.sentence
        await until(lambda: "Save the account" in told.text(), "what to do next")
        (health,) = [each for each in desk.accounts.health if each.account_id == "inpost"]
        assert health.state is AccountState.PAUSED_AUTH


async def test_removed_account_takes_its_secret_with_it(settings_room: Opening) -> None:
    async with settings_room() as room:
        await room.presenter.open("inpost")
        click(room.page, "Remove account")
        await answer(room.page, "Cancel")
        assert vault(room, "inpost", "token") is not None
        click(room.page, "Remove account")
        await answer(room.page, "Remove account")
        await until(lambda: len(room.opened.desk.accounts.accounts) == 2, "the removal")
        await until(lambda: room.notices.shown() == ["InPost is removed"], "the toast")
        assert vault(room, "inpost", "token") is None
        view = room.presenter.accounts.view
        await until(lambda: view.form.shown is not None, "another account in the form")
        assert view.form.shown.account_id == "orderbook"


async def test_form_says_where_the_secrets_are(settings_room: Opening) -> None:
    async with settings_room() as room:
        form = room.presenter.accounts.view.form
        await until(lambda: "made up" in form._vault.text(), "the sentence of the demo")


async def test_order_book_s_default_payment_is_kept(settings_room: Opening) -> None:
    async with settings_room() as room:
        await room.presenter.open("orderbook")
        form = room.presenter.accounts.view.form
        box = form._form.fields["default_payment"].editor
        assert box.currentData() == "unknown"
        box.setCurrentIndex(box.findData("paid"))
        click(room.page, "Save account")

        def kept() -> bool:
            accounts = {each.id: each for each in room.opened.desk.accounts.accounts}
            return accounts[AccountId("orderbook")].settings.get("default_payment") == "paid"

        await until(kept, "the default payment")
