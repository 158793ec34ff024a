"""What is said of acts that wait for a person's word; pure."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.domain.held import Change, Held
from shipdesk.domain.order import PaymentKind
from shipdesk.services.queues import Standing, Waiting
from shipdesk.ui import format as fmt
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets.banner import BannerText
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_TITLES = {
    "price": "Price",
    "recipient": "Recipient",
    "payment": "Payment",
    "closed": "Order",
    "gone": "Order",
    "hold": "Order",
    "bought": "Order",
    "offer": "Service",
    "settle": "Order",
}
_STOPS = {
    "closed": "closed in the order book",
    "gone": "deleted in the order book",
    "hold": "on hold",
    "bought": "has a shipment",
    "offer": "not offered any more",
    "settle": "lacks something",
}


def compared(change: Change) -> tuple[str, str, str]:
    """Return a change as what it is about, how that was, and how it is now."""
    title = say(_TITLES[change.name])
    if change.name == "price":
        missing = say("by contract")
        before = fmt.money(change.before_price, missing)
        return title, before, fmt.money(change.now_price, missing)
    if change.name == "payment":
        before = _payment(change.before, fmt.money(change.before_price, ""))
        return title, before, _payment(change.now, fmt.money(change.now_price, ""))
    if change.name == "recipient":
        return title, change.before, change.now
    if change.name == "offer":
        return title, fmt.money(change.before_price, say("offered")), say(_STOPS["offer"])
    now = "\n".join(part for part in (say(_STOPS[change.name]), change.now) if part)
    return title, say("to be shipped"), now


def _payment(kind: str, amount: str) -> str:
    if kind == PaymentKind.COD:
        return say("COD {amount}", amount=amount)
    return say("paid") if kind == PaymentKind.PAID else say("not known")


def heading(held: Held) -> tuple[str, str, Tone]:
    """Return the title of a held act, what it means, and its tone."""
    since = fmt.moment(held.since)
    if held.changes:
        words = say("It was not bought. It could not be sent since {since}.", since=since)
        return say("Changed since you looked"), words, Tone.AMBER
    waited = say("It could not be sent since {since}.", since=since)
    if held.unfunded:
        waited = held.operation.reason
    if held.ready:
        now = say("Order and price are as they were.") if held.to_be_read else ""
        tone = Tone.AMBER if held.unfunded else Tone.BLUE
        return say("Waits for your word"), f"{waited} {now}".strip(), tone
    words = say("Order and price are read again as soon as the services answer.")
    if held.unread:
        words = f"{words} {held.unread}"
    return say("Waits for your word"), f"{waited} {words}", Tone.AMBER


def waits(standing: Standing) -> str:
    """Return how much of an account's work waits to be sent, as a sentence."""
    bought, others = standing.purchases, standing.others
    if bought and others:
        other = plural(others, "1 other act", "{n} other acts")
        purchases = plural(bought, "1 purchase", "{n} purchases")
        return say("{purchases} and {other} wait.", purchases=purchases, other=other)
    if bought:
        return plural(bought, "1 purchase waits.", "{n} purchases wait.")
    return plural(others, "1 act waits.", "{n} acts wait.")


def goes_on(standing: Standing) -> str:
    """Return what is said when an account works again of which this much waited."""
    title, bought, others = standing.health.title, standing.purchases, standing.others
    if bought:
        more = plural(bought, "1 purchase goes on.", "{n} purchases go on.")
    else:
        more = plural(others, "1 act goes on.", "{n} acts go on.")
    return say("{title} works again: {more}", title=title, more=more)


def banner(waiting: Waiting) -> BannerText | None:
    """Return what the banner says; None where nothing waits for a person."""
    held = waiting.held
    if not held:
        return None
    since = fmt.moment(min(one.since for one in held))
    title = say("{count} since {since}", count=_count(held), since=since)
    ready, changed = len(waiting.ready), len(waiting.changed)
    unfunded = any(one.unfunded for one in held)
    rest = len(held) - ready - changed
    parts = [
        say("The account took no payment: top up first.") if unfunded else "",
        plural(ready, "1 is as it was.", "{n} are as they were.") if ready else "",
        plural(changed, "1 changed since you looked.", "{n} changed since you looked.")
        if changed
        else "",
        _rest(waiting, rest) if rest else "",
    ]
    hint = say("None of it is bought or printed until you say so.")
    tone = Tone.AMBER if changed or rest or unfunded else Tone.BLUE
    return BannerText(title, " ".join(part for part in parts if part), hint, tone, icon="clock")


def _count(held: Sequence[Held]) -> str:
    if all(one.to_be_read for one in held):
        return plural(len(held), "1 purchase waits", "{n} purchases wait")
    return plural(len(held), "1 act waits", "{n} acts wait")


def _rest(waiting: Waiting, rest: int) -> str:
    away = say(" and ").join(one.health.title for one in waiting.standing)
    if not away:
        return plural(rest, "1 is being read again.", "{n} are being read again.")
    count = plural(rest, "1 is", "{n} are")
    return say(
        "{count} read again as soon as {accounts} can be asked; later orders may not be here yet.",
        count=count,
        accounts=away,
    )
