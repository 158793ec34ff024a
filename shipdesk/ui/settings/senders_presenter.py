"""Connects the senders of Settings with the desk."""

from __future__ import annotations

from shipdesk.domain.changes import Changes
from shipdesk.domain.sender import Sender
from shipdesk.services.desk import Desk
from shipdesk.ui.dialogs import ask_confirm
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.sender_check import check
from shipdesk.ui.settings.senders_view import COUNTRIES, SenderRow, SendersView, new_sender
from shipdesk.ui.table import MemorySource, RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say


class SendersPresenter:
    """Fills list and form; nothing is saved until the form is valid."""

    def __init__(
        self,
        view: SendersView,
        model: RowsModel,
        source: MemorySource,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self.view, self.desk, self.scope, self.notices = view, desk, scope, notices
        self._model, self._source = model, source
        self._senders: tuple[Sender, ...] = ()
        self._numbers: dict[str, int] = {}
        view.add_requested.connect(self._on_add)
        view.save_requested.connect(
            lambda: scope.start(self._save, key="sender.save", busy=view.save)
        )
        view.remove_requested.connect(lambda: scope.start(self._remove, key="sender.remove"))
        view.revert_requested.connect(self._on_revert)
        view.sender_chosen.connect(self._on_row)
        model.counted.connect(self._on_counted)
        model.set_query("")
        self.refresh()

    def refresh(self) -> None:
        """Show the profiles as they are now; what is typed in the form stays."""
        self.scope.start(self._load, key="senders", replace=True)

    def on_changes(self, changes: Changes) -> None:
        """Follow a profile that was changed elsewhere, as its way of handing in."""
        if changes.senders:
            self.refresh()

    async def _load(self) -> None:
        self._senders = await self.desk.senders.all()
        rows = [self._row(sender) for sender in self._senders]
        self._source.replace(rows)
        self._model.touch([row.id for row in rows])
        self._model.refresh()

    def _row(self, sender: Sender) -> SenderRow:
        number = self._numbers.setdefault(sender.id, len(self._numbers) + 1)
        address = sender.address
        parts = (address.street, f"{address.postcode} {address.city}".strip())
        place = ", ".join(part for part in parts if part)
        return SenderRow(number, sender.id, sender.title, place, self._default_for(sender))

    def _default_for(self, sender: Sender) -> str:
        """Return the country whose parcels it sends: the first profile there does."""
        country = sender.address.country
        first = next((each for each in self._senders if each.address.country == country), None)
        if first is None or first.id != sender.id:
            return ""
        return say(dict(COUNTRIES).get(country, country))

    def _on_row(self, row_id: object) -> None:
        sender = next((x for x in self._senders if self._numbers.get(x.id) == row_id), None)
        shown = self.view.shown
        if sender is not None and (shown is None or shown.id != sender.id):
            self.view.show_sender(sender, self._default_for(sender))

    def _on_counted(self, count: int) -> None:
        shown = self.view.shown
        if shown is not None and not shown.id:
            return
        if shown is not None and any(each.id == shown.id for each in self._senders):
            self.view.view.select_id(self._numbers[shown.id])
        elif count:
            self.view.shown = None
            self.view.view.go_to(0)
            self._on_row(self.view.view.current_id())
        else:
            self.view.show_nothing()

    def _on_add(self) -> None:
        self.view.show_sender(new_sender())
        self.view.form.fields["title"].focus_editor()

    def _on_revert(self) -> None:
        shown = self.view.shown
        if shown is not None and shown.id:
            self.view.show_sender(shown, self._default_for(shown))
        elif shown is not None:
            self.view.shown = None
            self._on_counted(len(self._senders))

    async def _save(self) -> None:
        if self.view.shown is None:
            return
        sender = self.view.form.to_sender(self.view.shown)
        problems = check(sender)
        self.view.show_problems(problems)
        if problems:
            return
        kept = await self.desk.senders.save(sender)
        await self._load()
        self.view.show_sender(kept, self._default_for(kept))
        self.notices.toast(say("{sender} is saved", sender=kept.title))

    async def _remove(self) -> None:
        shown = self.view.shown
        if shown is None or not shown.id:
            return
        sure = await ask_confirm(
            self.view,
            title=say("Remove {sender}?", sender=shown.title),
            text=say("What was bought and booked with it keeps its own copy of the address."),
            confirm=say("Remove sender"),
            danger=True,
        )
        if not sure:
            return
        await self.desk.senders.remove(shown.id)

        async def undo() -> None:
            await self.desk.senders.save(shown)

        self.view.shown = None
        await self._load()
        self.notices.toast(
            say("{sender} is removed", sender=shown.title),
            undo=lambda: self.scope.start(undo, key="sender.undo"),
        )
