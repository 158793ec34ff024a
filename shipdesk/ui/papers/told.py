"""What became of papers that were sent to a printer, told once each."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.services.desk import Desk
from shipdesk.ui.following import Following
from shipdesk.ui.notices import Notifier
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say


class PrintsTold:
    """Follows prints to their end; of many that went well the last one speaks."""

    def __init__(self, desk: Desk, scope: TaskScope, notices: Notifier) -> None:
        self._notices = notices
        self._open: set[str] = set()
        self._waiting: set[str] = set()
        self._following = Following(desk, scope, self._settled, self._show_progress)
        self._unsubscribe = desk.bus.subscribe(self._on_changes)

    def follow(self, operations: Sequence[Operation]) -> None:
        """Tell what becomes of these."""
        self._open.update(each.id for each in operations)
        for each in operations:
            self._following.add(each)

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    def _on_changes(self, changes: Changes) -> None:
        self._following.on_operations(changes.operations)

    def _show_progress(self, operation: Operation) -> None:
        """Say once what a print waits for, as a printer that is not there."""
        if operation.state is OperationState.WAITING and operation.id not in self._waiting:
            self._waiting.add(operation.id)
            self._notices.toast(f"{operation.title}: {operation.reason}", tone=Tone.AMBER)

    async def _settled(self, operation: Operation) -> None:
        self._open.discard(operation.id)
        self._waiting.discard(operation.id)
        if operation.state is OperationState.DONE:
            if not self._open:
                self._notices.toast(say("{what}: sent to printer.", what=operation.title))
        elif operation.state is not OperationState.CANCELLED:
            self._notices.toast(f"{operation.title}: {operation.reason}", tone=Tone.RED)
