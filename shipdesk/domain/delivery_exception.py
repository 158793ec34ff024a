"""A failed delivery that waits for a person, and what a provider allows to be done about it.

The rules are data of the provider (dates, reasons, field rules); this module applies them. Nothing
here knows the clock: the moment is always given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from shipdesk.domain.address import Address
from shipdesk.domain.rules import RuleProblem, RuleSet, check
from shipdesk.domain.shipment import CUSTOMER_RETURN, Shipment, ShipmentStatus

RECOGNISED = "recognised"
"""Noted on a shipment that was bought elsewhere and recognised at the provider's."""


class Place(StrEnum):
    """The tabs of the Exceptions screen; ELSEWHERE is for parcels that need nobody."""

    TO_DECIDE = "to_decide"
    GOING_BACK = "going_back"
    CUSTOMER_RETURNS = "customer_returns"
    ELSEWHERE = ""


def place_of(shipment: Shipment) -> Place:
    """Return in which tab a shipment stands; a return that the buyer asked for is only read."""
    if shipment.extra.get(CUSTOMER_RETURN):
        return Place.CUSTOMER_RETURNS
    return {
        ShipmentStatus.EXCEPTION: Place.TO_DECIDE,
        ShipmentStatus.RETURNING: Place.GOING_BACK,
    }.get(shipment.status, Place.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class ReattemptRule:
    """When the courier can come again, counted in days of its own time zone.

    `cutoff_minutes` after midnight the later count of days holds, from the exact minute on;
    `offset_minutes` is the zone, without summer time. A date more than `warn_days` away is allowed,
    with a warning.
    """

    cutoff_minutes: int
    offset_minutes: int
    days_before: int
    days_after: int
    warn_days: int
    zone_title: str = ""

    @property
    def zone(self) -> timezone:
        """The courier's time zone."""
        return timezone(timedelta(minutes=self.offset_minutes))

    @property
    def cutoff(self) -> time:
        """The local time from which the later count holds."""
        return time(self.cutoff_minutes // 60, self.cutoff_minutes % 60)

    def late(self, now: datetime) -> bool:
        """Return whether today's cut-off has passed; exactly at it is late."""
        return now.astimezone(self.zone).time() >= self.cutoff

    def earliest(self, now: datetime) -> date:
        """Return the first day that may be asked for."""
        days = self.days_after if self.late(now) else self.days_before
        return now.astimezone(self.zone).date() + timedelta(days=days)

    def closes_at(self, now: datetime) -> datetime | None:
        """Return today's cut-off in UTC, None where it has passed."""
        if self.late(now):
            return None
        local = now.astimezone(self.zone)
        return datetime.combine(local.date(), self.cutoff, self.zone).astimezone(UTC)

    def far(self, day: date, now: datetime) -> bool:
        """Return whether a day is so far away that it may be a slip."""
        return day > now.astimezone(self.zone).date() + timedelta(days=self.warn_days)


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why a parcel is called back; `comment`: the provider's word is too vague without one."""

    code: str
    title: str
    comment: bool = False


@dataclass(frozen=True, slots=True)
class ExceptionRules:
    """What a provider allows for a failed delivery: in which states, when, and with which texts."""

    title: str
    codes: frozenset[str]
    state: str
    reattempt: ReattemptRule
    reasons: tuple[ReturnReason, ...]
    reattempt_rules: RuleSet
    return_rules: RuleSet

    def allows(self, shipment: Shipment) -> bool:
        """Return whether the courier would listen: only in the state of a failed delivery."""
        return shipment.code in self.codes

    def reason(self, code: str) -> ReturnReason | None:
        """Return a reason by its code, None where there is no such."""
        return next((each for each in self.reasons if each.code == code), None)


def earliest_words(rule: ReattemptRule, now: datetime) -> str:
    """Return the earliest date with its reason, in the words of a refusal."""
    day = rule.earliest(now).isoformat()
    when = f"{rule.cutoff:%H:%M}"
    where = f" in {rule.zone_title}" if rule.zone_title else ""
    if rule.late(now):
        return f"It is past {when}{where}: the earliest date is {day}."
    return f"The earliest date is {day}."


def check_reattempt(
    rules: ExceptionRules, day: str, address: str, phone: str, to: Address, now: datetime
) -> tuple[RuleProblem, ...]:
    """Return what the provider would refuse of a re-attempt; every value may be left out.

    `to` is the recipient: the new address is the street part only, without town and postcode.
    """
    found: list[RuleProblem] = []
    earliest = rules.reattempt.earliest(now)
    if day:
        try:
            wanted = date.fromisoformat(day)
        except ValueError:
            words = f"A date reads like {earliest.isoformat()}."
            found.append(RuleProblem("date", words, missing=False))
        else:
            if wanted < earliest:
                words = earliest_words(rules.reattempt, now)
                found.append(
                    RuleProblem("date", words, missing=False, suggestion=earliest.isoformat())
                )
    street = _street_problem(address, to)
    draft = {"address": address, "phone": phone}
    for problem in check(rules.reattempt_rules, draft):
        taken = street is not None and problem.field == "address" and not problem.suggestion
        found.append(street if taken and street is not None else problem)
    if street is not None and all(each.field != "address" for each in found):
        found.append(street)
    return tuple(found)


def _street_problem(address: str, to: Address) -> RuleProblem | None:
    """Refuse what repeats town, state or postcode; offer the street alone where that is clear."""
    parts = [part.strip() for part in re.split(r"[,\n]", address) if part.strip()]
    told = {each.casefold() for each in (to.city, to.state, to.postcode, to.country) if each}
    plain = re.sub(r"\D", "", to.postcode)
    repeats = [part for part in parts if _repeats(part, told, plain)]
    if not repeats or not address.strip():
        return None
    street = ", ".join(part for part in parts if part not in repeats)
    words = "Only the street: town, state and postcode stay as they are."
    return RuleProblem("address", words, missing=False, suggestion=street)


def _repeats(part: str, told: set[str], postcode: str) -> bool:
    rest = part.casefold()
    if postcode:
        rest = re.sub(rf"(?<!\d){postcode[:3]}\s?{postcode[3:]}(?!\d)", "", rest).strip(" -")
    return not rest or rest in told


def check_return(rules: ExceptionRules, reason: str, comment: str) -> tuple[RuleProblem, ...]:
    """Return what is missing or too long; a vague reason wants a comment."""
    found = list(check(rules.return_rules, {"reason": reason, "comment": comment}))
    chosen = rules.reason(reason)
    if reason and chosen is None and all(each.field != "reason" for each in found):
        found.append(RuleProblem("reason", "There is no such reason.", missing=False))
    if chosen is not None and chosen.comment and not comment.strip():
        words = f"Say what happened: “{chosen.title}” alone tells the courier nothing."
        found.append(RuleProblem("comment", words, missing=True))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ReattemptIntent:
    """Ask the courier to come again; empty values keep what the courier has.

    `day` is `2024-06-11` in the courier's zone. `reference` and `remote_id` are the numbers by
    which it is tracked afterwards.
    """

    shipment_id: str
    tracking_number: str
    reference: str
    remote_id: str
    day: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ReturnIntent:
    """Call the parcel back to the sender, for a reason of the provider's list; irreversible."""

    shipment_id: str
    tracking_number: str
    reference: str
    remote_id: str
    reason: str
    comment: str = ""


ASKED, ASKED_DAY = "asked", "asked_day"
"""Names under which a shipment notes the last request: reattempt or return, and its day."""
