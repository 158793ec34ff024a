"""Settings › Buying: how much dearer a purchase that waited may have become without a question."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.form import Problem, to_decimal
from shipdesk.ui.settings.one_form import OneForm
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.widgets import FormField
from shipdesk.wording import phrase as say

_KEY = "settings.buying"
_FIELD = "percent"
_MOST = 100


class BuyingView(OneForm):
    """One number as a form."""

    def __init__(self, actions: Actions) -> None:
        words = say(
            "What waited longer than 15 minutes to be sent is read again before it is bought. "
            "If it became dearer by more than this, it is not bought and you are asked."
        )
        title = say("Purchases that waited")
        super().__init__(
            actions, _KEY, (say("Buying"), words), card=title, form=title, save=say("Save")
        )
        self.form.add_row((_FIELD, FormField(say("The price may rise by"), unit="%"), 1))

    def show_percent(self, percent: int) -> None:
        """Show what is set."""
        self.form.fields[_FIELD].set_text(str(percent))
        self.form.show_problems({})

    def percent(self) -> int | None:
        """Return what is typed; None, and said beside the field, where it is no such number."""
        value = to_decimal(self.form.text(_FIELD))
        if value is None or value != int(value) or not 0 <= value <= _MOST:
            self.form.show_problems({_FIELD: Problem(say("A whole number from 0 to 100."))})
            return None
        return int(value)


class BuyingPresenter:
    """Connects the form with the desk."""

    def __init__(self, view: BuyingView, desk: Desk, scope: TaskScope, notices: Notifier) -> None:
        self._view, self._desk, self._notices = view, desk, notices
        view.save_requested.connect(
            lambda: scope.start(self._save, key="buying.save", busy=view.save)
        )
        view.revert_requested.connect(self.load)

    def load(self) -> None:
        """Show what is set."""
        self._view.show_percent(self._desk.queues.price_limit.percent)

    async def _save(self) -> None:
        percent = self._view.percent()
        if percent is None:
            return
        await self._desk.queues.set_price_limit(percent)
        self.load()
        self._notices.toast(say("Saved: dearer by more than {n} % asks you", n=percent))
