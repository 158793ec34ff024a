"""What a courier wants for a parcel on a lane, and why another one cannot serve it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn
from shipdesk.domain.ship_options import PLAIN, ShipOptions


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """One parcel on one lane; `locker` chooses a locker lane, `cod` None is prepaid."""

    sender: Address
    recipient: Address
    parcel: Parcel
    cod: Money | None = None
    insurance: Money | None = None
    locker: str = ""
    handing_in: HandingIn = HandingIn.UNKNOWN
    options: ShipOptions = PLAIN


@dataclass(frozen=True, slots=True)
class Quote:
    """A price and a time; `total` None means "by contract", which sorts last and gets no badge.

    `raw` is the JSON text of all that the courier told of the offer.
    """

    account_id: AccountId
    courier_id: str
    courier: str
    service: str
    service_title: str
    fetched_at: datetime
    total: Money | None = None
    carriage: Money | None = None
    cod_fee: Money | None = None
    insurance_fee: Money | None = None
    days: int | None = None
    to_locker: bool = False
    remark: str = ""
    badges: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""

    @property
    def key(self) -> str:
        """What identifies the offer across two askings."""
        return f"{self.account_id}/{self.courier_id}/{self.service}"


@dataclass(frozen=True, slots=True)
class NoQuote:
    """A courier or service that cannot serve, the reason, and a fix where there is one.

    `failed` is True where the account could not be asked: the reason says nothing of the parcel.
    """

    account_id: AccountId
    title: str
    reason: str
    fix: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class QuoteSheet:
    """All answers to one request: rows ranked, then those that cannot serve."""

    quotes: tuple[Quote, ...] = ()
    not_for: tuple[NoQuote, ...] = ()

    @property
    def unasked(self) -> bool:
        """Whether it says no more than that those who could serve could not be asked."""
        return not self.quotes and any(row.failed for row in self.not_for)


def rank(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return quotes cheapest first with badges cheapest / fastest / best; by contract last.

    A badge is only given where at least two priced quotes of one currency are compared.
    """
    rows = list(quotes)
    priced = sorted(
        (row for row in rows if row.total is not None),
        key=lambda row: (row.total.minor if row.total else 0, row.days or 99, row.service_title),
    )
    contract = sorted((row for row in rows if row.total is None), key=lambda row: row.service_title)
    if len(priced) > 1 and len({row.total.currency for row in priced if row.total}) == 1:
        priced = _with_badges(priced)
    return (*priced, *contract)


def _with_badges(priced: list[Quote]) -> list[Quote]:
    timed = [row for row in priced if row.days is not None]
    fastest = min(timed, key=lambda row: (row.days or 0, priced.index(row))) if timed else None
    result: list[Quote] = []
    for place, row in enumerate(priced):
        badges = []
        if place == 0:
            badges.append("cheapest")
        if row is fastest and place > 0 and (row.days or 0) < (priced[0].days or 0):
            badges.append("fastest")
        if place == 0 and (fastest is None or row.days == fastest.days):
            badges.append("best")
        result.append(replace(row, badges=tuple(badges)))
    return result
