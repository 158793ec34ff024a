"""What our own sheets say, in the words and number formats that the window uses."""

from __future__ import annotations

from dataclasses import replace

from shipdesk.domain.address import Address, label_lines
from shipdesk.domain.label import DocumentKind
from shipdesk.domain.order import Order, PaymentKind
from shipdesk.domain.paper import Block, Cell, Column, Paper, PaperRequest, Table, subject_of
from shipdesk.domain.sheets import Handed, HandOver, PickLine, PickList, Slip, amount_of, sums
from shipdesk.ui import format as fmt
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_DOT = " · "


def packing_slip(slip: Slip, *, prices: bool) -> PaperRequest:
    """Return the slip that goes into an order's box; `prices` False leaves all money out."""
    order = slip.order
    title = say("Packing slip")
    sender = slip.sender.who if slip.sender else ""
    paper = Paper(
        title=title,
        number=order.number,
        code=order.number,
        blocks=_addresses(slip),
        facts=_slip_facts(slip, prices=prices),
        tables=(_items(order, prices=prices),),
        totals=_slip_totals(order) if prices else (),
        notes=_note(order),
        foot=_DOT.join(part for part in (sender, title, order.number) if part),
        page_words=_pages(),
    )
    return PaperRequest(DocumentKind.PACKING_SLIP, _slip_subject(order), paper)


def picking(picks: PickList, title: str) -> PaperRequest:
    """Return the list to fetch articles by; below them what each order gets, to pack by."""
    pieces = plural(picks.quantity, "{n} piece", "{n} pieces")
    number = _DOT.join((plural(len(picks.orders), "{n} order", "{n} orders"), pieces))
    notes = []
    if picks.unknown:
        notes.append(Block(say("Items not known"), (", ".join(picks.unknown),)))
    if picks.left_out:
        notes.append(
            Block(say("Left out: on hold, cancelled or gone"), (", ".join(picks.left_out),))
        )
    paper = Paper(
        title=say("Pick list"),
        number=number,
        facts=((say("Orders"), title), (say("Made"), _date())),
        tables=(_picks(picks), _packs(picks)),
        notes=tuple(notes),
        foot=_DOT.join((say("Pick list"), number, _date())),
        page_words=_pages(),
    )
    ids = [order.key for order in picks.orders]
    return PaperRequest(DocumentKind.PICK_LIST, subject_of(DocumentKind.PICK_LIST, *ids), paper)


def hand_over(sheet: HandOver) -> PaperRequest:
    """Return the list that the driver signs."""
    pickup = sheet.pickup
    number = say("Pickup {number}", number=pickup.remote_id) if pickup else sheet.courier
    title = say("Hand-over sheet")
    total = fmt.parcels(len(sheet.parcels))
    facts = [(say("Date"), _date())]
    if sheet.courier:
        facts.insert(0, (say("Courier"), sheet.courier))
    if pickup is not None and pickup.office_hours:
        facts.append((say("Office hours"), pickup.office_hours))
    if pickup is not None and pickup.courier_number:
        facts.append((say("Courier's number"), pickup.courier_number))
    facts.append((say("Parcels"), fmt.count(len(sheet.parcels))))
    paper = Paper(
        title=title,
        number=number,
        code=pickup.remote_id if pickup else "",
        blocks=_sender(sheet),
        facts=tuple(facts),
        tables=(_parcels(sheet),),
        totals=_hand_over_totals(sheet, total),
        signatures=(
            say("Handed over by: name, signature"),
            say("Taken by the courier: name, signature, time"),
        ),
        foot=_DOT.join(part for part in (title, number, total, _date()) if part),
        page_words=_pages(),
    )
    ids = [pickup.id] if pickup else [each.tracking_number for each in sheet.parcels]
    subject = subject_of(DocumentKind.HAND_OVER, *ids)
    return PaperRequest(DocumentKind.HAND_OVER, subject, paper)


def _note(order: Order) -> tuple[Block, ...]:
    """What the buyer wrote; lines that only settle payment or locker stand as facts already."""
    lines = (line.strip() for line in order.note.splitlines())
    kept = tuple(
        line for line in lines if line and not line.casefold().startswith(("payment:", "locker:"))
    )
    return (Block(say("Note"), kept),) if kept else ()


def _slip_subject(order: Order) -> str:
    return subject_of(DocumentKind.PACKING_SLIP, order.key)


def _pages() -> str:
    return say("{page} of {pages}")


def _date() -> str:
    return fmt.full_date(fmt.today())


def _addresses(slip: Slip) -> tuple[Block, ...]:
    recipient = slip.order.recipient
    same = slip.sender is not None and slip.sender.country == recipient.country
    to = _block(say("Deliver to"), replace(recipient, country="") if same else recipient)
    if slip.sender is None:
        return (to,)
    sender = replace(slip.sender, country="") if same else slip.sender
    return _block(say("From"), sender, phone=True), to


def _sender(sheet: HandOver) -> tuple[Block, ...]:
    """Who hands over; the driver knows in which country that is."""
    if sheet.sender is None:
        return ()
    block = _block(say("Sender"), replace(sheet.sender, country=""), phone=True)
    return (block,) if block.lines else ()


def _block(heading: str, address: Address, *, phone: bool = False) -> Block:
    lines = label_lines(address)
    return Block(heading, (*lines, address.phone) if phone and address.phone else lines)


def _slip_facts(slip: Slip, *, prices: bool) -> tuple[tuple[str, str], ...]:
    order, shipment = slip.order, slip.shipment
    facts = [(say("Ordered"), fmt.full_date(order.created_at))]
    if shipment is not None:
        facts.append((say("Courier"), fmt.service(shipment.courier, shipment.service_title)))
        facts.append((say("Tracking number"), fmt.tracking(shipment.tracking_number)))
    locker = (shipment.locker if shipment else "") or order.locker
    if locker:
        facts.append((say("Locker"), locker))
    if prices and order.payment.kind is PaymentKind.PAID:
        facts.append((say("Payment"), say("paid")))
    facts.append((say("Pieces"), fmt.count(order.quantity)))
    return tuple(facts)


def _items(order: Order, *, prices: bool) -> Table:
    columns = [
        Column("#", right=True, fold=3),
        Column(say("Item"), share=1),
        Column(say("Qty"), right=True, strong=True),
    ]
    if prices:
        columns.append(Column(say("Price"), right=True, fold=1))
        columns.append(Column(say("Amount"), right=True, fold=2))
    rows = []
    for number, line in enumerate(order.lines, start=1):
        below = (say("SKU {sku}", sku=line.sku),) if line.sku else ()
        cells = [Cell(str(number)), Cell(line.description, below), Cell(fmt.count(line.quantity))]
        if prices:
            cells += [Cell(fmt.money(line.price)), Cell(fmt.money(amount_of(line)))]
        rows.append(tuple(cells))
    if not rows:
        words = say("The items of this order are not known here.")
        rows.append((Cell(""), Cell(words), *(Cell("") for _ in columns[2:])))
    return Table(tuple(columns), tuple(rows))


def _slip_totals(order: Order) -> tuple[tuple[str, str], ...]:
    """Goods, what comes to them, the total as its source tells it, and what is to be collected."""
    amounts = [amount_of(line) for line in order.lines]
    goods = sums(amounts)
    whole = len(goods) == 1 and all(amount is not None for amount in amounts)
    rows = [(say("Goods"), fmt.money(amount)) for amount in goods] if whole or goods else []
    total = order.total
    if total is not None:
        if whole and goods[0].currency == total.currency and goods[0] != total:
            rest = replace(total, minor=total.minor - goods[0].minor)
            name = say("Shipping and other") if rest.minor > 0 else say("Discount")
            rows.append((name, fmt.money(rest)))
        elif whole and goods[0] == total:
            rows = []
        rows.append((say("Total"), fmt.money(total)))
    payment = order.payment
    if payment.kind is PaymentKind.COD and payment.amount is not None:
        rows.append((say("To be paid on delivery"), fmt.money(payment.amount)))
    return tuple(rows)


def _picks(picks: PickList) -> Table:
    columns = (
        Column("", tick=True),
        Column(say("SKU")),
        Column(say("Item"), share=1),
        Column(say("Qty"), right=True, strong=True),
    )
    return Table(columns, tuple(_pick(line) for line in picks.lines))


def _pick(line: PickLine) -> tuple[Cell, ...]:
    orders = _DOT.join(f"{fmt.count(n)}{fmt.NBSP}×{fmt.NBSP}{number}" for number, n in line.orders)
    return (
        Cell(""),
        Cell(line.sku or fmt.DASH),
        Cell(line.description, (orders,)),
        Cell(fmt.count(line.quantity)),
    )


def _packs(picks: PickList) -> Table:
    columns = (
        Column("", tick=True),
        Column(say("Order")),
        Column(say("Recipient"), share=2),
        Column(say("Items"), share=3),
        Column(say("Pieces"), right=True, strong=True),
    )
    rows = tuple(_pack(order) for order in picks.orders if order.lines)
    return Table(columns, rows, heading=say("By order"))


def _pack(order: Order) -> tuple[Cell, ...]:
    place = order.locker or order.recipient.city
    lines = tuple(
        f"{fmt.count(line.quantity)}{fmt.NBSP}×{fmt.NBSP}{line.sku or line.description}"
        for line in order.lines
    )
    return (
        Cell(""),
        Cell(order.number),
        Cell(order.recipient.who, (place,) if place else ()),
        Cell(_DOT.join(lines)),
        Cell(fmt.count(order.quantity)),
    )


def _parcels(sheet: HandOver) -> Table:
    columns = (
        Column("#", right=True),
        Column(say("Tracking number")),
        Column(say("Reference"), fold=1),
        Column(say("Recipient"), share=1),
        Column(say("Weight"), right=True, fold=2),
        Column(say("COD"), right=True, fold=3),
    )
    rows = tuple(_parcel(number, each) for number, each in enumerate(sheet.parcels, start=1))
    return Table(columns, rows)


def _parcel(number: int, handed: Handed) -> tuple[Cell, ...]:
    shipment = handed.shipment
    tracking = Cell(fmt.tracking(handed.tracking_number))
    if shipment is None:
        words = Cell(say("bought elsewhere"))
        return Cell(str(number)), tracking, Cell(fmt.DASH), words, Cell(fmt.DASH), Cell("")
    at = shipment.recipient
    town = shipment.locker or " ".join(part for part in (at.postcode, at.city) if part)
    return (
        Cell(str(number)),
        tracking,
        Cell(shipment.reference or shipment.order_number or fmt.DASH),
        Cell(at.who, (town,) if town else ()),
        Cell(fmt.weight(shipment.parcel.weight_g or None)),
        Cell(fmt.money(shipment.cod, missing="")),
    )


def _hand_over_totals(sheet: HandOver, total: str) -> tuple[tuple[str, str], ...]:
    rows = []
    unweighed = sum(not each.shipment or not each.shipment.parcel.weight_g
                    for each in sheet.parcels)  # fmt: skip
    if sheet.weight_g:
        words = say("Weight")
        if unweighed:
            words = say("Weight without {n} not weighed", n=unweighed)
        rows.append((words, fmt.weight(sheet.weight_g)))
    rows += [(say("COD"), fmt.money(amount)) for amount in sheet.cod]
    return (*rows, (say("In all"), total))
