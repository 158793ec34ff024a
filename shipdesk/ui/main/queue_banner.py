"""The banner for what waited too long, and the one click that lets it go."""

from __future__ import annotations

from collections.abc import Callable

from shipdesk.services.desk import Desk
from shipdesk.services.queues import Waiting
from shipdesk.ui.gathered import Gathered
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.queues.words import banner
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_KEY = "queues"


class QueueBanner:
    """Says since when what waits; *Go on (n)* lets exactly those go that it counted."""

    def __init__(
        self,
        window: MainWindow,
        desk: Desk,
        scope: TaskScope,
        actions: Actions,
        show: Callable[[], object],
        told: Callable[[Waiting], object],
    ) -> None:
        """`show` leads to all that waits; `told` hears of it whenever it was read anew."""
        self._told = told
        self._window, self._desk, self._scope = window, desk, scope
        self._named: tuple[str, ...] = ()
        self._looking = Gathered(scope, desk.clock, self.show, key="queues")
        group = say("Window")
        self._go_on = actions.add(
            "queues.go_on", say("Go on"), icon="arrow-right", shortcut="Ctrl+Shift+G", group=group,
            tip=say("Send what waited too long and is as it was"), on=self._on_go_on,
        )  # fmt: skip
        self._show_all = actions.add(
            "queues.show", say("Show what waits"), icon="activity", group=group, on=show
        )
        self._offer(Waiting())

    def refresh(self) -> None:
        """Look anew, soon."""
        self._looking.ask()

    async def show(self) -> None:
        """Show what waits now."""
        waiting = await self._desk.queues.waiting()
        self._told(waiting)
        text = banner(waiting)
        self._offer(waiting)
        if text is None:
            self._window.notices.clear_banner(_KEY)
            return
        self._window.notices.set_banner(_KEY, text, [self._go_on, self._show_all])

    def _offer(self, waiting: Waiting) -> None:
        """Name what the click lets go: what comes to it later needs another one."""
        self._named = tuple(one.operation.id for one in waiting.ready)
        count = len(self._named)
        self._go_on.setText(say("Go on ({n})", n=count) if count else say("Go on"))
        self._go_on.setEnabled(bool(count))
        self._go_on.setVisible(bool(count))

    def _on_go_on(self) -> None:
        self._scope.start(self._let_go, self._named, key="queues.go_on")

    async def _let_go(self, named: tuple[str, ...]) -> None:
        gone = await self._desk.queues.go_on(named)
        left = len(named) - len(gone)
        notices = self._window.notices
        if gone:
            notices.toast(plural(len(gone), "1 goes on", "{n} go on"))
        if left:
            words = plural(left, "1 changed meanwhile and waits", "{n} changed meanwhile and wait")
            notices.toast(words, tone=Tone.AMBER)
