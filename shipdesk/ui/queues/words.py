"""What is said of acts that wait for a person's word; pure."""

from __future__ import annotations

from shipdesk.domain.held import Change, Held
from shipdesk.domain.order import PaymentKind
from shipdesk.services.queues import Waiting
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


def in_short(held: Held) -> str:
    """Return what changed in one line."""
    parts = []
    for change in held.changes:
        title, before, now = compared(change)
        if change.name == "recipient":
            parts.append(say("another recipient or address"))
        elif change.name in {"price", "payment"}:
            parts.append(f"{title} {before} → {now}")
        else:
            parts.append(f"{title}: {now}".replace("\n", ", "))
    return "; ".join(parts)


def heading(held: Held) -> tuple[str, str, Tone]:
    """Return the title of a held act, what it means, and its tone."""
    since = fmt.moment(held.since)
    if held.changes:
        words = say("It was not bought. It could not be sent since {since}.", since=since)
        return say("Changed since you looked"), words, Tone.AMBER
    waited = say("It could not be sent since {since}.", since=since)
    if held.ready:
        now = say("Order and price are as they were.") if held.to_be_read else ""
        return say("Waits for your word"), f"{waited} {now}".strip(), Tone.BLUE
    if held.unread:
        words = say("It cannot be read again yet: {why}", why=held.unread)
    else:
        words = say("Order and price are being read again.")
    return say("Waits for your word"), f"{waited} {words}", Tone.AMBER


def banner(waiting: Waiting) -> BannerText | None:
    """Return what the banner says; None where nothing waits for a person."""
    held = waiting.held
    if not held:
        return None
    since = fmt.moment(min(one.since for one in held))
    count = plural(len(held), "1 act waits", "{n} acts wait")
    title = say("{count} since {since}", count=count, since=since)
    ready, changed = len(waiting.ready), len(waiting.changed)
    rest = len(held) - ready - changed
    parts = [
        plural(ready, "1 is as it was.", "{n} are as they were.") if ready else "",
        plural(changed, "1 changed since you looked.", "{n} changed since you looked.")
        if changed
        else "",
        _rest(waiting, rest),
        *(_away(health.title, since) for health, _ in waiting.standing),
    ]
    hint = say("Nothing of it is bought or printed until you say so.")
    tone = Tone.AMBER if changed or rest else Tone.BLUE
    text = " ".join(part for part in parts if part)
    return BannerText(title, text, hint, tone, icon="clock")


def _rest(waiting: Waiting, rest: int) -> str:
    if not rest:
        return ""
    why = next((one.unread for one in waiting.held if one.unread), "")
    if why:
        return plural(rest, "1 is not read again: ", "{n} are not read again: ") + why
    return plural(rest, "1 is being read again.", "{n} are being read again.")


def _away(title: str, since: str) -> str:
    return say(
        "{account} does not take work now; orders placed after {since} may not be here yet.",
        account=title,
        since=since,
    )
