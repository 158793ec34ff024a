"""Failed deliveries at Dash101: try again, call the parcel back, recognise one bought elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from shipdesk.clock import Clock
from shipdesk.domain.address import Address
from shipdesk.domain.delivery_exception import (
    ExceptionRules,
    ReattemptIntent,
    ReattemptRule,
    ReturnIntent,
    ReturnReason,
    check_reattempt,
    check_return,
)
from shipdesk.domain.rules import Rule, RuleProblem, RuleSet
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import RejectedError
from shipdesk.providers.dash101 import mapping, requests, wire
from shipdesk.providers.dash101.client import Dash101Client
from shipdesk.providers.parts import Recognised
from shipdesk.providers.steps import Facts, Match, Settled, Step, StepResult
from shipdesk.providers.tables import Table

_FAILED = "12"
_BACK = frozenset({"13", "7"})
_AGAIN = frozenset({"11", "4", "3"})


def read_rules(table: Table) -> ExceptionRules:
    """Return what the table says of failed deliveries (§ 8, § 10, § 11)."""
    given = table.section("exceptions")
    hours, _, minutes = str(given["cutoff"]).partition(":")
    rule = ReattemptRule(
        cutoff_minutes=int(hours) * 60 + int(minutes or 0),
        offset_minutes=int(given["offset_minutes"]),
        days_before=int(given["days_before"]),
        days_after=int(given["days_after"]),
        warn_days=int(given["warn_days"]),
        zone_title=str(given.get("zone", "")),
    )
    return ExceptionRules(
        title=mapping.SOURCE,
        codes=frozenset(str(code) for code in given["codes"]),
        state=str(given["state"]),
        reattempt=rule,
        reasons=tuple(ReturnReason(**entry) for entry in given["reasons"]),
        reattempt_rules=_rule_set(given, "reattempt_rules"),
        return_rules=_rule_set(given, "return_rules"),
    )


def _rule_set(given: Mapping[str, Any], name: str) -> RuleSet:
    rules = tuple(Rule(**entry) for entry in given[name])
    return RuleSet(mapping.SOURCE, (), requests.CURRENCY, rules)


class Dash101Exceptions:
    """What may be done about failed deliveries of one account."""

    def __init__(self, client: Dash101Client, table: Table) -> None:
        self._client = client
        self._table = table
        self._rules = read_rules(table)

    @property
    def rules(self) -> ExceptionRules:
        """In which states, from which date and for which reasons."""
        return self._rules

    async def recognise(self, shipment: Shipment) -> Recognised | None:
        """Return what Dash101 knows of a parcel that was bought elsewhere, by its order's number.

        None where the number is not known or another parcel has it.
        """
        for number in dict.fromkeys((shipment.reference, shipment.order_number)):
            if not number or requests.check_number("order_id", number, self._table):
                continue
            tracked = await self._client.track(("order_id", number))
            if tracked is None:
                continue
            order, row = tracked
            if row.tracking_number and row.tracking_number == shipment.tracking_number:
                return self._known(order, row, number)
        return None

    def _known(self, order: wire.WireOrder, row: wire.WireShipment, number: str) -> Recognised:
        told = mapping.to_bought(row, order, order.dash101_order_id or number, self._table)
        words = f"{told.words}: {order.failed_reason}" if order.failed_reason else told.words
        notes = {name: text for name, text in mapping.to_notes(order, self._table).items() if text}
        return Recognised(
            bought=replace(told, words=words, extra={**told.extra, **notes}),
            order_number=order.order_id or number,
            recipient=mapping.to_recipient(order),
        )


class _Act:
    """What both acts share: one request, and tracking the order after a lost reply."""

    def __init__(self, client: Dash101Client, table: Table, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._rules = read_rules(table)

    async def _look(
        self, intent: ReattemptIntent | ReturnIntent, wanted: frozenset[str]
    ) -> tuple[Match, ...]:
        """Return a match where the parcel has left Failed Delivery; it is ours in `wanted` only.

        Still in Failed Delivery proves nothing: the request may come late (§ 13).
        """
        number = requests.number_of(intent.reference, intent.remote_id)
        tracked = await self._client.track(number)
        if tracked is None:
            return ()
        order, _ = tracked
        status = wire.status_of(order.code, order.status, self._table)
        if status.code == _FAILED:
            return ()
        rows = (("state", self._table.status(min(wanted)).title, status.title),)
        settled = Settled({"state": status.code}, f"Dash101 says: {status.title}.")
        ours = status.code in wanted
        return (Match(intent.tracking_number, ours=ours, result=settled, compared=rows),)

    def _refuse(self, code: str, problems: tuple[RuleProblem, ...], tracking_number: str) -> None:
        """Raise RejectedError with words per field where the request would be refused (F26-F31)."""
        fields = {each.field: (f"{each.words} {each.suggestion}".strip(),) for each in problems}
        wrong = requests.check_number("tracking_number", tracking_number, self._table)
        if wrong or not tracking_number:
            fields |= {"tracking_number": (wrong or "The tracking number is not known yet.",)}
        if fields:
            words = " ".join(words for said in fields.values() for words in said)
            raise RejectedError(code, words, fields, 422, account=self._client.account_title)


class Dash101Reattempt(_Act):
    """Sends the courier out again (§ 10.2); the date rule is applied when it is sent (§ 11)."""

    _STEPS = (Step("reattempt", writes=True),)

    def steps(self, intent: ReattemptIntent) -> tuple[Step, ...]:  # noqa: ARG002 - always one
        """Return the one request."""
        return self._STEPS

    async def run(
        self,
        step: str,  # noqa: ARG002
        intent: ReattemptIntent,
        facts: Facts,  # noqa: ARG002
    ) -> StepResult:
        """Send it, unless midnight or the cut-off went by meanwhile."""
        now = self._clock.now()
        problems = check_reattempt(
            self._rules, intent.day, intent.address, intent.phone, Address(), now
        )
        self._refuse("reattempt", problems, intent.tracking_number)
        body = requests.to_reattempt(intent, self._table)
        words = await self._client.reattempt(intent.tracking_number, body)
        return Settled({"day": intent.day}, words)

    async def find(
        self,
        step: str,  # noqa: ARG002
        intent: ReattemptIntent,
        facts: Facts,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
    ) -> tuple[Match, ...]:
        """Track the order: out again, or delivered, is what was asked for."""
        return await self._look(intent, _AGAIN)


class Dash101Return(_Act):
    """Calls a parcel back to the sender (§ 10.3)."""

    _STEPS = (Step("return", writes=True),)

    def steps(self, intent: ReturnIntent) -> tuple[Step, ...]:  # noqa: ARG002 - always one
        """Return the one request."""
        return self._STEPS

    async def run(
        self,
        step: str,  # noqa: ARG002
        intent: ReturnIntent,
        facts: Facts,  # noqa: ARG002
    ) -> StepResult:
        """Send it once."""
        problems = check_return(self._rules, intent.reason, intent.comment)
        self._refuse("return", problems, intent.tracking_number)
        body = requests.to_return(intent, self._table)
        return Settled(words=await self._client.return_to_origin(intent.tracking_number, body))

    async def find(
        self,
        step: str,  # noqa: ARG002
        intent: ReturnIntent,
        facts: Facts,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
    ) -> tuple[Match, ...]:
        """Track the order: on its way back is what was asked for."""
        return await self._look(intent, _BACK)
