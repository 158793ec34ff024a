"""Connects the accounts of Settings with the desk: added, tested, repaired, removed."""

from __future__ import annotations

from shipdesk.blocking import call_blocking
from shipdesk.clock import from_millis
from shipdesk.domain.account import Account, AccountHealth, AccountId, AccountState, Environment
from shipdesk.errors import AuthError, RuleError, ShipDeskError, VaultError
from shipdesk.services.accounts import AccountDraft, ProviderKind
from shipdesk.services.desk import Desk
from shipdesk.ui import format as fmt
from shipdesk.ui.dialogs import Choice, ask_choice, ask_confirm
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.account_form import AccountShown
from shipdesk.ui.settings.accounts_view import AccountRow, AccountsView
from shipdesk.ui.settings.form import Problem
from shipdesk.ui.settings.unread_words import unread_sentence, unread_words
from shipdesk.ui.settings.vault_words import vault_words
from shipdesk.ui.table import MemorySource, RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_VAULT_DEADLINE = 10.0
_NOT_ACCEPTED = 401
_STATES = {
    AccountState.OK: ("works", "check", Tone.GREEN),
    AccountState.OFFLINE: ("offline", "cloud-off", Tone.GREY),
    AccountState.PAUSED_AUTH: ("paused", "key", Tone.RED),
    AccountState.LIMITED: ("asks to wait", "pause", Tone.AMBER),
    AccountState.FAULT: ("has a fault", "alert", Tone.AMBER),
}
_ENVIRONMENTS = {
    Environment.PRODUCTION: "Production: what is bought here is real",
    Environment.SANDBOX: "Sandbox: nothing is real",
    Environment.DEMO: "Demo: a simulated service on this computer",
}


class AccountsPresenter:
    """Fills list and form, asks the desk, says what came of it beside the field concerned."""

    def __init__(
        self,
        view: AccountsView,
        model: RowsModel,
        source: MemorySource,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self.view, self.desk, self.scope, self.notices = view, desk, scope, notices
        self._model, self._source = model, source
        self._numbers: dict[str, int] = {}
        self._kept_words = ""
        form = view.form
        view.add_requested.connect(lambda: scope.start(self._add, key="account.add"))
        view.save_requested.connect(self._on_save)
        view.test_requested.connect(
            lambda: scope.start(self._test, key="account.test", busy=form.test)
        )
        view.remove_requested.connect(lambda: scope.start(self._remove, key="account.remove"))
        view.account_chosen.connect(self._on_row)
        form.revert_requested.connect(self._on_revert)
        form.list_requested.connect(lambda name: scope.start(self._list, name, key="account.list"))
        model.counted.connect(self._on_counted)
        model.set_query("")
        self.refresh()
        scope.start(self._ask_vault, key="account.vault")

    def refresh(self) -> None:
        """Show the accounts as they are now; what is typed in the form stays."""
        health = {each.account_id: each for each in self.desk.accounts.health}
        rows = [
            self._row(account, health.get(account.id)) for account in self.desk.accounts.accounts
        ]
        self._source.replace(rows)
        self._model.touch([row.id for row in rows])
        self._model.refresh()
        self._show_state()

    async def repair(self, account_id: str) -> None:
        """Open an account whose secret is refused, its error beside the secret field."""
        account = self._account(account_id)
        if account is None:
            return
        self._show(account)
        self._model.refresh()
        health = self._health(account_id)
        secret = self._secret_name(account.provider)
        if secret and health is not None and health.state is not AccountState.OK:
            words = f"{health.error_title} {health.error_detail}".strip()
            self.view.form.show_problems({secret: Problem(words)})
        else:
            self.view.form.focus_first()

    # The list

    def _row(self, account: Account, health: AccountHealth | None) -> AccountRow:
        state = health.state if health is not None else AccountState.OK
        word, _, tone = _STATES[state]
        told = say(word)
        if health is not None and state is AccountState.OK:
            if health.syncing:
                told = say("syncing…")
            elif health.synced_at_ms:
                told = say("synced {at}", at=fmt.day(from_millis(health.synced_at_ms)))
        if health is not None and state is AccountState.OK and unread_words(health):
            told, tone = unread_words(health), Tone.AMBER
        number = self._numbers.setdefault(account.id, len(self._numbers) + 1)
        title = self._kind(account.provider).title
        return AccountRow(number, account.id, account.title, title, told, tone)

    def _on_row(self, row_id: object) -> None:
        account_id = next((key for key, number in self._numbers.items() if number == row_id), "")
        account = self._account(account_id)
        shown = self.view.form.shown
        if account is not None and (shown is None or shown.account_id != account_id):
            self._show(account)

    def _on_counted(self, count: int) -> None:
        shown = self.view.form.shown
        if shown is not None and not shown.account_id:
            return
        known = shown is not None and self._account(shown.account_id) is not None
        if known and shown is not None:
            self.view.view.select_id(self._numbers[shown.account_id])
        elif count:
            self.view.view.go_to(0)
            self._on_row(self.view.view.current_id())
        else:
            self.view.form.shown = None
            self.view.show_form(shown=False)

    def _show(self, account: Account) -> None:
        kind = self._kind(account.provider)
        self._fill(kind, account.id, account.title, dict(account.settings))
        number = self._numbers.get(account.id)
        if number is not None and self.view.view.current_id() != number:
            self.view.view.select_id(number)

    def _fill(
        self, kind: ProviderKind, account_id: str, title: str, settings: dict[str, str]
    ) -> None:
        environment = say(_ENVIRONMENTS[self.desk.environment])
        self.view.form.show_account(
            AccountShown(
                account_id=account_id,
                provider=kind.slug,
                provider_title=kind.title,
                purpose=say(kind.purpose),
                title=title,
                environment=f"{environment} · {say('one for the whole profile')}",
                fields=kind.fields,
                settings=settings,
            )
        )
        self.view.show_form(shown=True)
        self.view.set_removable(removable=bool(account_id))
        self._show_state()

    def _show_state(self) -> None:
        shown = self.view.form.shown
        if shown is None:
            return
        pages = self.desk.records.kinds("services")
        self.view.offer_pages(offered=any(one.account_id == shown.account_id for one in pages))
        self.look_at_work()
        health = self._health(shown.account_id)
        if health is None:
            self.view.form.show_state(say("not saved yet"), "edit", Tone.GREY)
            return
        word, icon, tone = _STATES[health.state]
        unread = unread_sentence(health) if health.state is AccountState.OK else ""
        if unread:
            self.view.form.show_state(unread, "alert", Tone.AMBER)
            return
        self.view.form.show_state(say(word), icon, tone)

    def look_at_work(self) -> None:
        """Find out whether something of the account in sight is not settled yet."""
        shown = self.view.form.shown
        if shown is not None and shown.account_id:
            account = AccountId(shown.account_id)
            self.scope.start(self._allow_remove, account, key="account.work", replace=True)

    async def _allow_remove(self, account_id: AccountId) -> None:
        why_not = await self.desk.accounts.why_not_remove(account_id)
        shown = self.view.form.shown
        if shown is not None and shown.account_id == account_id:
            self.view.allow_remove(say(why_not))

    # What a person does

    async def _add(self) -> None:
        kinds = self.desk.accounts.kinds()
        slug = await ask_choice(
            self.view,
            title=say("Add an account"),
            text=say("Which service is it at?"),
            choices=[Choice(each.slug, each.title, say(each.purpose)) for each in kinds],
        )
        if slug is None:
            return
        kind = self._kind(slug)
        self._fill(kind, "", kind.title.partition(" (")[0], {})
        self.view.form.focus_first()

    def _on_save(self) -> None:
        self.scope.start(self._save, key="account.save", busy=self.view.form.save)

    async def _save(self) -> None:
        draft = self._checked()
        if draft is None:
            return
        form = self.view.form
        secret = self._secret_name(draft.provider)
        try:
            account = await self.desk.accounts.save(draft)
        except (RuleError, VaultError) as error:
            form.show_problems({self._field_of(error, secret): Problem(_words(error))})
            return
        form.forget_secrets()
        self._fill(self._kind(account.provider), account.id, account.title, dict(account.settings))
        self.refresh()
        self.desk.sync.now()
        self.notices.toast(say("{account} is saved", account=account.title))

    async def _test(self) -> None:
        draft = self._checked()
        if draft is None:
            return
        form = self.view.form
        form.show_testing()
        try:
            answers = await self.desk.accounts.test(draft)
        except (RuleError, AuthError, VaultError) as error:
            field = self._field_of(error, self._secret_name(draft.provider))
            form.hide_answers()
            form.show_problems({field: Problem(_words(error))})
        except ShipDeskError as error:
            form.show_answers((), _words(error))
        else:
            health = self._health(draft.account_id)
            paused = health is not None and health.state is AccountState.PAUSED_AUTH
            form.show_answers(answers, paused=paused)

    async def _list(self, name: str) -> None:
        form = self.view.form
        draft = self._draft()
        if draft is None:
            return
        missing = self._missing(draft, besides=name)
        form.show_problems(missing)
        if missing:
            return
        try:
            found = await self.desk.accounts.choices(draft, name)
        except (RuleError, AuthError, VaultError) as error:
            field = self._field_of(error, self._secret_name(draft.provider))
            form.show_problems({field: Problem(_words(error))})
            return
        except ShipDeskError as error:
            form.show_problems({name: Problem(_words(error))})
            return
        if not found:
            form.show_problems({name: Problem(say("The service lists none; type it."))})
            return
        value = await ask_choice(
            self.view,
            title=say("What the service lists"),
            choices=[Choice(each.value, each.title, each.value) for each in found],
        )
        if value is not None:
            form.set_setting(name, value)

    async def _remove(self) -> None:
        shown = self.view.form.shown
        if shown is None or not shown.account_id:
            return
        sure = await ask_confirm(
            self.view,
            title=say("Remove {account}?", account=shown.title),
            text=say(
                "Its secrets and what was fetched are forgotten. Shipments that were bought, "
                "their labels and everything in Activity stay."
            ),
            confirm=say("Remove account"),
            danger=True,
        )
        if not sure:
            return
        await self.desk.accounts.remove(AccountId(shown.account_id))
        self.view.form.shown = None
        self.view.show_form(shown=False)
        self.refresh()
        self.notices.toast(say("{account} is removed", account=shown.title))

    def _on_revert(self) -> None:
        shown = self.view.form.shown
        account = self._account(shown.account_id) if shown is not None else None
        if account is not None:
            self._show(account)
        elif shown is not None:
            self.view.form.shown = None
            self._on_counted(len(self.desk.accounts.accounts))

    # Checks

    def _draft(self) -> AccountDraft | None:
        form = self.view.form
        if form.shown is None:
            return None
        return AccountDraft(
            provider=form.shown.provider,
            title=form.name(),
            settings=form.settings(),
            secrets=form.secrets(),
            account_id=form.shown.account_id,
        )

    def _checked(self) -> AccountDraft | None:
        """Return the draft when nothing required is missing; else say what, beside the fields."""
        draft = self._draft()
        if draft is None:
            return None
        missing = self._missing(draft)
        self.view.form.show_problems(missing)
        return None if missing else draft

    def _missing(self, draft: AccountDraft, besides: str = "") -> dict[str, Problem]:
        found: dict[str, Problem] = {}
        for each in self.desk.accounts.fields(draft.provider):
            given = (draft.secrets if each.secret else draft.settings).get(each.name, "")
            kept = each.secret and draft.account_id
            if each.required and each.name != besides and not given and not kept:
                found[each.name] = Problem(say("{field} is missing.", field=say(each.title)))
        return found

    def _field_of(self, error: ShipDeskError, secret: str) -> str:
        return error.field if isinstance(error, RuleError) else secret

    def _secret_name(self, provider: str) -> str:
        fields = self.desk.accounts.fields(provider)
        return next((each.name for each in fields if each.secret), "")

    def _kind(self, slug: str) -> ProviderKind:
        return next(each for each in self.desk.accounts.kinds() if each.slug == slug)

    def _account(self, account_id: str) -> Account | None:
        accounts = self.desk.accounts.accounts
        return next((each for each in accounts if each.id == account_id), None)

    def _health(self, account_id: str) -> AccountHealth | None:
        health = self.desk.accounts.health
        return next((each for each in health if each.account_id == account_id), None)

    async def _ask_vault(self) -> None:
        """Ask the key store beside the loop: it may prompt, or never answer."""
        try:
            kept = await call_blocking(lambda: self.desk.accounts.vault_available, _VAULT_DEADLINE)
        except TimeoutError:
            kept = False
        self.view.form.show_vault(vault_words(self.desk.environment, kept=kept))


def _words(error: ShipDeskError) -> str:
    if isinstance(error, RuleError):
        return error.detail or str(error)
    if isinstance(error, AuthError) and error.status == _NOT_ACCEPTED:
        return error.title
    return f"{error.title} {error.detail}".strip()
