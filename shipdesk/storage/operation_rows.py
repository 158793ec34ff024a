"""Operations as rows of the journal and back."""

from __future__ import annotations

from datetime import datetime

from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import to_plain
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.storage.sql import Row, from_json, to_json

COLUMNS = (
    "id, kind, subject, account_id, title, state, step, reference, reason_key, reason, parent_id,"
    " look_ups, created_ms, updated_ms, not_before_ms, waiting_ms, last_look_up_ms, intent, facts,"
    " reason_fields"
)


def moment(millis: int | None) -> datetime | None:
    """Return the moment, None for none."""
    return None if millis is None else from_millis(millis)


def _millis(moment: datetime | None) -> int | None:
    return None if moment is None else to_millis(moment)


def to_row(operation: Operation) -> Row:
    """Return the values of `COLUMNS`."""
    return (
        operation.id,
        operation.kind.value,
        operation.subject,
        operation.account_id,
        operation.title,
        operation.state.value,
        operation.step,
        operation.reference,
        operation.reason_key,
        operation.reason,
        operation.parent_id,
        operation.look_ups,
        to_millis(operation.created_at),
        to_millis(operation.updated_at),
        _millis(operation.not_before),
        _millis(operation.waiting_since),
        _millis(operation.last_look_up_at),
        to_json(to_plain(operation.intent)),
        to_json(to_plain(operation.facts)),
        to_json(to_plain(operation.reason_fields)),
    )


def from_row(row: Row) -> Operation:
    """Return the operation of a row of `COLUMNS`."""
    fields = from_json(row[19])
    return Operation(
        id=OperationId(row[0]),
        kind=OperationKind(row[1]),
        subject=row[2],
        account_id=AccountId(row[3]),
        title=row[4],
        state=OperationState(row[5]),
        step=row[6],
        reference=row[7],
        reason_key=row[8],
        reason=row[9],
        parent_id=row[10],
        look_ups=row[11],
        created_at=from_millis(row[12]),
        updated_at=from_millis(row[13]),
        not_before=moment(row[14]),
        waiting_since=moment(row[15]),
        last_look_up_at=moment(row[16]),
        intent=from_json(row[17]),
        facts=from_json(row[18]),
        reason_fields={name: tuple(words) for name, words in fields.items()},
    )
