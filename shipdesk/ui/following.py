"""What a page asked of a courier, followed until it is settled, also over a restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from shipdesk.domain.operation import OPEN_STATES, Operation, OperationId, OperationKind
from shipdesk.services.desk import Desk
from shipdesk.ui.tasks import TaskScope


class Following:
    """Reads the operations of a page whenever they change, and tells how they stand.

    Used on the UI thread's loop. `on_settled` is awaited once for each.
    """

    def __init__(
        self,
        desk: Desk,
        scope: TaskScope,
        on_settled: Callable[[Operation], Awaitable[None]],
        on_progress: Callable[[Operation], None] = lambda _operation: None,
    ) -> None:
        self._desk, self._scope = desk, scope
        self._on_settled, self._on_progress = on_settled, on_progress
        self._ids: set[OperationId] = set()

    def add(self, operation: Operation) -> None:
        """Follow an operation, and tell at once how it stands."""
        self._ids.add(operation.id)
        self._on_progress(operation)
        self._scope.start(self._tell, frozenset({operation.id}))

    def on_operations(self, ids: Iterable[str]) -> bool:
        """Tell of those that changed; False where none of them is followed."""
        mine = self._ids.intersection(ids)
        if mine:
            self._scope.start(self._tell, frozenset(mine))
        return bool(mine)

    async def pick_up(self, kinds: frozenset[OperationKind]) -> None:
        """Follow what an earlier run of the program left open."""
        for row in await self._desk.activity.page("", ""):
            if row.kind in kinds and row.state in OPEN_STATES:
                sheet = await self._desk.activity.read(OperationId(row.operation_id))
                self.add(sheet.operation)

    async def _tell(self, ids: frozenset[OperationId]) -> None:
        for operation_id in ids:
            operation = (await self._desk.activity.read(operation_id)).operation
            if operation_id not in self._ids:
                continue
            self._on_progress(operation)
            if operation.state not in OPEN_STATES:
                self._ids.discard(operation_id)
                await self._on_settled(operation)
