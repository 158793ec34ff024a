"""What the tables of "state → may it be done, and if not why" have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.record import Record, RecordAct
from shipdesk.domain.record_rules import why_not
from shipdesk.domain.shipment import Payable, Shipment
from shipdesk.providers.base import Provider
from shipdesk.providers.record_tables import record_tables
from shipdesk.providers.registry import build_registry
from shipdesk.providers.tables import load_table
from tests.support.driven_clock import DrivenClock
from tests.support.shop import a_shipment

SETTINGS = {
    "dispatch": {},
    "shipx": {"organization_id": "1001"},
    "dash101": {"user_id": "1001", "email": "seller@example.test"},
}


@asynccontextmanager
async def built(slug: str) -> AsyncIterator[Provider]:
    """An account of a service with the tables that ship; nobody is asked anything."""
    settings = {"base_url": "http://127.0.0.1:9", **SETTINGS[slug]}
    account = Account(AccountId(slug), slug, slug, Environment.DEMO, settings)
    registry = build_registry(DrivenClock(datetime.now(UTC)), None, allow_loopback=True)
    opened = registry.build(account, {"token": "t", "password": "p"})
    try:
        yield opened.provider
    finally:
        await opened.aclose()


def act(slug: str, op: str) -> RecordAct:
    """An act on records as the tables that ship describe it."""
    kinds = record_tables(load_table(slug)).values()
    return next(kind.acts[op].act for kind in kinds if op in kind.acts)


def reason(slug: str, op: str, *told: Mapping[str, str]) -> str:
    """Why an act cannot be done to records of which this is told, "" where it can."""
    records = [Record(str(at), f"R{at}", values, raw=values) for at, values in enumerate(told, 1)]
    return why_not(act(slug, op), records, part_id="1")


def in_state(slug: str, code: str, **changes: object) -> Shipment:
    """A bought parcel that its courier tells to be in this state."""
    known = load_table(slug).status(code)
    told = {"account_id": slug, "code": code, "words": known.title, "status": known.shipment}
    return a_shipment("s1", **{**told, "payable": Payable.PAID, **changes})
