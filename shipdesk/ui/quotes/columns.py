"""The columns of the quotes side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shipdesk.domain.money import Money
from shipdesk.domain.quote import Quote
from shipdesk.ui import format as fmt
from shipdesk.ui.orders.quote_rows import badges_of, days_of, price_of, title_of
from shipdesk.ui.table import Align, Column, Look
from shipdesk.ui.theme import Face
from shipdesk.wording import phrase as say

_KEYS = 9


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One offer with its key; `id` is never used twice, so that no answer shows as another."""

    id: int
    number: int
    quote: Quote


def _detail(line: QuoteLine) -> str:
    where = say("to a locker") if line.quote.to_locker else say("to the door")
    return " · ".join(part for part in (where, line.quote.remark) if part)


def _total_look(line: QuoteLine) -> Look | None:
    return Look.muted() if line.quote.total is None else None


def _part(key: str, title: str, part: Callable[[Quote], Money | None], *, drop: int) -> Column:
    """Return the column of one part of the total."""
    return Column(
        key=key,
        title=title,
        text=lambda line: fmt.amount_only(part(line.quote)),
        align=Align.RIGHT,
        sample="8 888,88",
        muted=True,
        drop=drop,
    )


def quote_columns() -> tuple[Column, ...]:
    """Return the columns; a price by contract has no parts and no sum."""
    return (
        Column(
            key="key",
            title="",
            text=lambda line: str(line.number) if line.number <= _KEYS else "",
            look=lambda line: Look.keycap() if line.number <= _KEYS else None,
            width=52,
        ),
        Column(
            key="service",
            title=say("Courier and service"),
            text=lambda line: title_of(line.quote),
            second=_detail,
            badges=lambda line: badges_of(line.quote),
            face=Face.STRONG,
            width=240,
            stretch=True,
            least=250,
            tip=_detail,
        ),
        _part("carriage", say("Carriage"), lambda quote: quote.carriage, drop=2),
        _part("cod_fee", say("COD fee"), lambda quote: quote.cod_fee, drop=2),
        _part("insurance", say("Insurance"), lambda quote: quote.insurance_fee, drop=3),
        Column(
            key="total",
            title=say("Total"),
            text=lambda line: price_of(line.quote),
            look=_total_look,
            align=Align.RIGHT,
            face=Face.STRONG,
            sample="88 888,88 zł",
            elide=False,
        ),
        Column(
            key="days",
            title=say("There"),
            text=lambda line: days_of(line.quote) or fmt.DASH,
            sample="next day",
            drop=1,
        ),
        Column(
            key="age",
            title=say("Age"),
            text=lambda line: fmt.short_age(line.quote.fetched_at),
            align=Align.RIGHT,
            sample="59 min",
            muted=True,
        ),
    )
