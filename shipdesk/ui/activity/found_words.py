"""What was found at the couriers, in words: how it stands, what it is, and when each was asked."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.domain.address import label_lines
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.found import Found, LikelyOrder
from shipdesk.domain.money import Money
from shipdesk.domain.shipment import Shipment
from shipdesk.services.activity import Comparison
from shipdesk.services.finder import AccountLine, Progress
from shipdesk.ui import format as fmt
from shipdesk.ui.activity.words import StateLook
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A line of the list; `number` is its place in the window's own count."""

    number: int
    found: Found
    account: str


def look_of(found: Found) -> StateLook:
    """Return how it stands: what lies about unused comes first."""
    if found.left_at is not None:
        return StateLook(say("left"), say("Not ours"), "minus", Tone.GREY)
    if found.on_its_way:
        return StateLook(say("on its way"), say("On its way"), "truck", Tone.BLUE)
    if found.told:
        word = say("In the order book")
        return StateLook(word, word, "check", Tone.GREY)
    if isinstance(found.thing, DispatchOrder):
        word = say("Booked, not known here")
        return StateLook(word, word, "alert", Tone.AMBER)
    word = say("Paid, not known here")
    return StateLook(word, word, "alert", Tone.AMBER)


def rank(found: Found) -> tuple[bool, bool, bool]:
    """Return what puts those that somebody should look at first."""
    return not found.waits, found.left_at is not None, found.on_its_way


def title(found: Found) -> str:
    """Return what it is: courier and service, or a collection."""
    thing = found.thing
    if isinstance(thing, DispatchOrder):
        return say("Dispatch order {number}", number=thing.remote_id)
    return fmt.service(thing.courier, thing.service_title) or say("Shipment")


def first(row: FoundRow) -> str:
    """Return the first line: for whom it is, or which collection."""
    thing = row.found.thing
    who = thing.recipient.who if isinstance(thing, Shipment) else ""
    return who or title(row.found)


def second(row: FoundRow) -> str:
    """Return the second line: its order, with what and where to, or how many parcels."""
    thing = row.found.thing
    if isinstance(thing, DispatchOrder):
        return " · ".join(
            filter(None, (fmt.parcels(len(thing.remote_shipments)), thing.place.city))
        )
    place = thing.locker or thing.recipient.city
    return " · ".join(filter(None, (thing.order_number, title(row.found), place)))


def price(found: Found) -> Money | None:
    """Return what it cost, where the courier tells."""
    return found.thing.price


def heading(found: Found) -> str:
    """Return what it is with its number, whole."""
    if isinstance(found.thing, DispatchOrder):
        return title(found)
    return f"{title(found)} {fmt.tracking(number(found), '')}".strip()


def number(found: Found) -> str:
    """Return the number that tells it from others at the courier."""
    thing = found.thing
    return thing.tracking_number if isinstance(thing, Shipment) else thing.remote_id


def facts(found: Found, account: str) -> list[tuple[str, str]]:
    """Return what is known of it."""
    thing = found.thing
    seen = (say("First seen"), fmt.moment(found.found_at))
    if isinstance(thing, DispatchOrder):
        return [
            (say("Account"), account),
            (say("Place"), ", ".join(label_lines(thing.place)[1:])),
            (say("Parcels"), ", ".join(thing.tracking_numbers)),
            (say("Price"), fmt.money(thing.price, "")),
            (say("Booked"), fmt.moment(thing.created_at)),
            seen,
        ]
    to = thing.recipient
    return [
        (say("Account"), account),
        (say("Tracking number"), fmt.tracking(thing.tracking_number)),
        (say("Recipient"), to.who),
        (say("Place"), thing.locker or f"{to.postcode} {to.city}".strip()),
        (say("Status"), thing.words or thing.status.value),
        (say("Price"), fmt.money(thing.price, "")),
        (say("Reference"), thing.reference or thing.order_number),
        (say("Bought"), fmt.moment(thing.created_at)),
        seen,
    ]


def explanation(found: Found) -> str:
    """Return what it means, and what can be done."""
    if found.left_at is not None:
        return say("You said that it is not yours. It is not counted any more.")
    if isinstance(found.thing, DispatchOrder):
        return say(
            "A courier is booked that this ShipDesk knows nothing of. Adopt it to see it among "
            "your dispatch orders and to be able to cancel it."
        )
    if found.on_its_way:
        return say("The carrier has it already. Adopt it to have it tracked here.")
    if found.told:
        return say(
            "The order book knows it: another computer bought it. Adopt it to print its label here."
        )
    return say(
        "It is paid, and nobody here knows it: bought on another computer, on the courier's own "
        "page, or by a purchase whose answer was lost. Adopt it, and its label is fetched."
    )


def compared(found: Found, order: LikelyOrder) -> Comparison:
    """Return the order beside the parcel, fact by fact."""
    thing = found.thing
    if not isinstance(thing, Shipment):
        return Comparison("", ())
    to, given = order.recipient, thing.recipient
    place = (
        ("locker", order.locker, thing.locker)
        if thing.locker
        else ("postcode", to.postcode, given.postcode)
    )
    reference = thing.order_number or thing.reference
    rows = (
        ("reference", order.number, order.number if order.named else reference),
        ("recipient", to.who, given.who),
        place,
        ("town", to.city, given.city),
        ("phone", to.phone, given.phone),
    )
    return Comparison("", tuple(row for row in rows if row[1] or row[2]))


def how_sure(order: LikelyOrder | None, likely: tuple[LikelyOrder, ...]) -> str:
    """Return how sure it is that a parcel is for an order."""
    if order is None:
        sure = sum(each.sure for each in likely)
        if sure > 1:
            return say("More than one order fits: choose which it is for.")
        return say("It is adopted without an order. Choose one if it is for it.")
    if order.sure:
        return say("Number, recipient and place agree.")
    return say("Not everything agrees: compare before you adopt it for this order.")


def waiting(count: int) -> str:
    """Return how many are paid and known to nobody."""
    if not count:
        return say("Nothing waits to be looked at")
    return plural(count, "{n} is paid and not known here", "{n} are paid and not known here")


def asked(line: AccountLine) -> tuple[str, bool]:
    """Return when an account was asked, and whether that is as it should be."""
    look = line.look
    if look is None:
        return say("not asked yet"), True
    parts = []
    if look.why:
        when = fmt.moment(look.asked_at)
        parts.append(say("could not be asked {when}: {why}", when=when, why=look.why))
    if look.done_at is None:
        return " ".join(parts) or say("not asked yet"), not look.why
    when = fmt.moment(look.done_at)
    if not line.lists:
        tracked = plural(look.rows, "{n} order tracked again", "{n} orders tracked again")
        parts.append(
            say("{when}: {tracked}; it cannot list what was bought", when=when, tracked=tracked)
        )
    else:
        since = fmt.day(look.since)
        told = plural(look.rows, "{n} row", "{n} rows")
        parts.append(say("{when}: {told}, back to {since}", when=when, told=told, since=since))
        if not look.whole:
            parts.append(say("There was more than is read at a time."))
    return " · ".join(parts), not look.why


def under_way(progress: Progress) -> str:
    """Return how far the run is."""
    if progress.total:
        return say("Asking {account}: {n} of {total}", account=progress.account,
                   n=fmt.count(progress.rows), total=fmt.count(progress.total))  # fmt: skip
    if progress.rows:
        return say("Asking {account}: {n}", account=progress.account, n=fmt.count(progress.rows))
    return say("Asking {account}…", account=progress.account)
