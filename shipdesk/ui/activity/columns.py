"""The lines of Activity: how it stands, what was wanted for whom, when and what came of it."""

from __future__ import annotations

from shipdesk.clock import from_millis
from shipdesk.domain.rows import OperationRow
from shipdesk.ui import format as fmt
from shipdesk.ui.activity.words import row_outcome, row_second, row_title, state_look
from shipdesk.ui.table import Align, Column, Look
from shipdesk.ui.theme import Face
from shipdesk.wording import phrase as say


def _mark(row: OperationRow) -> Look:
    look = state_look(row.state, row.reason_key, decides=row.decides)
    return Look.mark(look.icon, look.tone)


def _state(row: OperationRow) -> str:
    return state_look(row.state, row.reason_key, decides=row.decides).pill


def _when(row: OperationRow) -> str:
    return fmt.day(from_millis(row.updated_ms))


COLUMNS = (
    Column(key="state", title=say("State"), text=_state, look=_mark, width=48),
    Column(
        key="what",
        title=say("What"),
        text=row_title,
        second=row_second,
        face=Face.MEDIUM,
        width=190,
        stretch=True,
        tip=lambda row: row.reason,
    ),
    Column(
        key="when",
        title=say("When"),
        text=_when,
        second=row_outcome,
        align=Align.RIGHT,
        width=104,
        muted=True,
    ),
)
