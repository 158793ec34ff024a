"""A kind's fields as the columns of its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shipdesk.domain.record import FieldType, Record, RecordField, RecordKind
from shipdesk.ui import format as fmt
from shipdesk.ui.records.words import NUMBERS, shown_value
from shipdesk.ui.table import Align, Column, Look
from shipdesk.ui.theme import Face, Tone
from shipdesk.wording import phrase as say

_LEAST = (140, 88)
"""How narrow a column of text may become: the first one, the others."""
_KEPT = 2
_LONG_NUMBER = 16
_DOTTED = frozenset({"status", "state"})
_LONG = frozenset(
    {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.TEXTS, FieldType.CHOICE, FieldType.CODE}
)
_GREEN = """activated active approved available bought completed confirmed connected delivered
done enabled operating success"""
_RED = "cancelled canceled disabled error failed inactive rejected returned undelivered"
_BLUE = """created in_progress in_transit in_use inuse offer_selected out_for_delivery pending
processing ready ready_to_pickup running sent started"""
_AMBER = "draft in_maintenance maintenance on_hold paused waiting"
_TONES = ((Tone.GREEN, _GREEN), (Tone.RED, _RED), (Tone.BLUE, _BLUE), (Tone.AMBER, _AMBER))
_TONE_OF = {word: tone for tone, words in _TONES for word in words.split()}


def record_columns(kind: RecordKind) -> tuple[Column, ...]:
    """Return the columns of a kind's list, the first ones the last to go where it is narrow."""
    by_name = {field.name: field for field in kind.fields}
    shown = [by_name[name] for name in kind.shows if name in by_name]
    return columns_of(shown, kind.sorts)


def columns_of(fields: Sequence[RecordField], sorts: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return these fields as columns; those in `sorts` can be sorted by."""
    return tuple(
        _column(field, at, sorted_by=field.name in sorts) for at, field in enumerate(fields)
    )


def _column(field: RecordField, at: int, *, sorted_by: bool) -> Column:
    def whole(record: Any) -> str:  # noqa: ANN401 - the table's shape
        return shown_value(field, record.values.get(field.name, ""))

    def text(record: Any) -> str:  # noqa: ANN401 - the table's shape
        shown = whole(record)
        # As in the other lists: people tell long numbers apart by their ends.
        return fmt.tracking_tail(shown) if shown.isdigit() and len(shown) >= _LONG_NUMBER else shown

    def copy(record: Any) -> str:  # noqa: ANN401 - the table's shape
        return str(record.values.get(field.name, ""))

    return Column(
        key=field.name,
        title=say(field.title),
        text=text,
        copy=copy,
        align=Align.RIGHT if field.type in NUMBERS else Align.LEFT,
        sort=field.name if sorted_by else None,
        stretch=field.type in _LONG,
        least=_LEAST[min(at, 1)],
        elide=field.type not in NUMBERS,
        drop=0 if at < _KEPT else at,
        face=Face.MEDIUM if at == 0 else Face.BODY,
        muted=at > 0 and field.type in {FieldType.DATE, FieldType.TIME},
        look=_look(field),
        tip=whole if field.type in _LONG else None,
    )


def _look(field: RecordField) -> Callable[[Any], Look | None] | None:
    """Colour what says how a record stands, as other lists do."""
    if field.type is FieldType.YES_NO:
        return lambda record: None if record.values.get(field.name) == "true" else Look.muted()
    if field.name not in _DOTTED:
        return None

    def look(record: Record) -> Look | None:
        word = record.values.get(field.name, "")
        return Look.dot(tone_of(word)) if word else None

    return look


def tone_of(status: str) -> Tone:
    """Return the tone of a service's status word; grey where it is not known."""
    word = status.casefold().replace(" ", "_").replace("-", "_")
    return _TONE_OF.get(word, Tone.GREY)
