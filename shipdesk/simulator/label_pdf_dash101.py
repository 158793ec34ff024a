"""The paper of the Indian aggregator: a 4 x 6 in label, a tax invoice and an order sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shipdesk.simulator.label_pdf import A4, FOUR_BY_SIX, Page, document


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One line of goods; price per unit in rupees."""

    name: str
    sku: str
    quantity: int
    price: Decimal
    hsn: str = ""

    @property
    def amount(self) -> Decimal:
        """Price of all its units."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Dash101Paper:
    """What the three documents of one shipment say between them."""

    courier: str
    tracking_number: str
    routing_code: str
    order_id: str
    dash101_order_id: str
    order_date: str
    cod: Decimal | None
    """Cash to collect, or None when prepaid."""
    total: Decimal
    shipping: Decimal
    recipient: str
    recipient_phone: str
    recipient_lines: Sequence[str]
    seller: str
    seller_phone: str
    seller_lines: Sequence[str]
    weight: str
    size: str
    pickup: str
    items: Sequence[PaperItem]


def money(amount: Decimal) -> str:
    """An amount of rupees with Indian grouping, 124950 as 1,24,950.00."""
    whole, cents = f"{amount:.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    groups: list[str] = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*groups, tail]) + "." + cents


def shipping_label(paper: Dash101Paper) -> bytes:
    """The label of the parcel, one page of 4 x 6 inches."""
    return document(f"Label {paper.tracking_number}", FOUR_BY_SIX, [lambda p: _label(p, paper)])


def _label(page: Page, paper: Dash101Paper) -> None:
    left, right = 12.0, page.width - 12
    wide = right - left
    page.text(left, 32, paper.courier, 19, bold=True, width=150)
    page.filled(right - 98, 12, 98, 26)
    _inverted(page, right - 49, 31, "COD" if paper.cod is not None else "PREPAID", 16)
    page.rule(44, left, right)
    page.code128(52, paper.tracking_number, 70)
    page.text(page.width / 2, 136, f"AWB {paper.tracking_number}", 11, bold=True, align="middle")
    page.rule(143, left, right)
    page.text(left, 154, "DELIVER TO", 6.5, bold=True)
    page.text(left, 170, paper.recipient, 13, bold=True, width=wide - 70)
    y = 183.0
    for line in paper.recipient_lines[:-1]:
        page.text(left, y, line, 9, width=wide - 70)
        y += 11
    page.text(left, y + 8, paper.recipient_lines[-1], 15, bold=True, width=wide - 70)
    page.text(left, y + 21, f"Ph. {paper.recipient_phone}", 9)
    page.qr(right - 58, 150, paper.tracking_number, 58)
    page.rule(240, left, right)
    if paper.cod is not None:
        page.text(left, 257, f"Collect INR {money(paper.cod)}", 15, bold=True, width=wide * 0.62)
    else:
        page.text(left, 257, "Do not collect cash", 12, bold=True)
    page.text(right, 252, f"{paper.weight} kg", 10, bold=True, align="right")
    page.text(right, 262, f"{paper.size} cm", 7, align="right")
    page.rule(267, left, right)
    page.text(left, 279, f"Order {paper.order_id}", 8, bold=True, width=wide * 0.6)
    page.text(right, 279, paper.routing_code, 8, bold=True, align="right", width=wide * 0.38)
    y = 291.0
    for item in paper.items[:2]:
        page.text(left, y, f"{item.quantity} x {item.name}", 7.5, width=wide * 0.72)
        page.text(right, y, f"INR {money(item.amount)}", 7.5, align="right")
        y += 11
    if len(paper.items) > 2:  # noqa: PLR2004 - the label has room for two lines
        page.text(left, y, f"and {len(paper.items) - 2} more", 7)
    page.rule(318, left, right)
    page.text(left, 328, "IF UNDELIVERED, RETURN TO", 6.5, bold=True)
    page.text(left, 339, f"{paper.seller} · Ph. {paper.seller_phone}", 8, width=wide)
    page.text(left, 350, ", ".join(paper.seller_lines), 7.5, width=wide)
    page.demo_box(357, 30, left)
    page.code128(393, paper.order_id, 24, dots=3)
    page.text(page.width / 2, 426, paper.order_id, 7, align="middle")


def _inverted(page: Page, x: float, y: float, words: str, size: float) -> None:
    page.text(x, y, words, size, bold=True, align="middle", grey=1.0, width=90)


def _heading(page: Page, title: str, facts: Sequence[tuple[str, str]]) -> float:
    left, right = 42.0, page.width - 42
    page.text(left, 62, title, 20, bold=True)
    y = 50.0
    for name, value in facts:
        page.text(right - 205, y, name, 8, grey=0.35)
        page.text(right, y, value, 9, bold=True, align="right", width=135)
        y += 13
    page.rule(max(y, 78), left, right)
    return max(y, 78) + 20


def _parties(page: Page, y: float, paper: Dash101Paper, words: tuple[str, str]) -> float:
    left, middle = 42.0, page.width / 2 + 10
    room = page.width / 2 - 60
    sides = (
        (left, words[0], paper.seller, paper.seller_lines, paper.seller_phone),
        (middle, words[1], paper.recipient, paper.recipient_lines, paper.recipient_phone),
    )
    lowest = y
    for x, word, name, lines, phone in sides:
        page.text(x, y, word, 7.5, bold=True, grey=0.35)
        page.text(x, y + 16, name, 11, bold=True, width=room)
        foot = y + 30
        for line in [*lines, f"Ph. {phone}"]:
            page.text(x, foot, line, 9, width=room)
            foot += 12
        lowest = max(lowest, foot)
    return lowest + 12


def tax_invoice(paper: Dash101Paper) -> bytes:
    """The invoice that travels with the goods, one page of A4."""

    def draw(page: Page) -> None:
        left, right = 42.0, page.width - 42
        number = f"SIM-{paper.dash101_order_id}"
        facts = (("Invoice", number), ("Date", paper.order_date), ("Order", paper.order_id))
        y = _heading(page, "Tax invoice", facts)
        y = _parties(page, y, paper, ("SOLD BY", "BILL TO, SHIP TO"))
        columns = (
            ("#", left + 4, "left"),
            ("Goods", left + 28, "left"),
            ("HSN", left + 260, "left"),
            ("Qty", right - 160, "right"),
            ("Rate, INR", right - 80, "right"),
            ("Amount, INR", right - 4, "right"),
        )
        rows = [
            (
                str(at), item.name, item.hsn or "–", str(item.quantity),
                money(item.price), money(item.amount),
            )
            for at, item in enumerate(paper.items[:24], 1)
        ]  # fmt: skip
        y = page.table(y, columns, rows) + 22
        goods = sum((item.amount for item in paper.items), Decimal(0))
        sums = [("Goods", goods)]
        if paper.total != goods:
            sums.append(("Shipping and adjustments", paper.total - goods))
        for name, amount in sums:
            page.text(right - 110, y, name, 9, align="right")
            page.text(right - 4, y, money(amount), 9, align="right")
            y += 16
        page.text(right - 110, y + 2, "Total, INR", 11, bold=True, align="right")
        page.text(right - 4, y + 2, money(paper.total), 11, bold=True, align="right")
        paid = "Cash on delivery" if paper.cod is not None else "Prepaid"
        page.text(left, y + 2, f"Payment: {paid}", 9)
        page.text(
            left, page.height - 90,
            "GSTIN: none, the seller and the goods are simulated. Prices include all taxes.", 8,
        )  # fmt: skip
        page.demo_box(page.height - 76, 34, left)

    return document(f"Invoice {paper.order_id}", A4, [draw])


def order_details(paper: Dash101Paper) -> bytes:
    """The sheet for picking and packing, one page of A4."""

    def draw(page: Page) -> None:
        left, right = 42.0, page.width - 42
        facts = (
            ("Order", paper.order_id),
            ("Dash101 order", paper.dash101_order_id),
            ("Order date", paper.order_date),
            ("Pickup", paper.pickup),
        )
        y = _heading(page, "Order details", facts)
        y = _parties(page, y, paper, ("COLLECT FROM", "DELIVER TO"))
        page.text(left, y, f"{paper.courier} · AWB {paper.tracking_number}", 11, bold=True)
        page.text(right, y, f"{paper.weight} kg · {paper.size} cm", 10, align="right")
        columns = (
            ("Packed", left + 4, "left"),
            ("Goods", left + 60, "left"),
            ("SKU", left + 300, "left"),
            ("Quantity", right - 4, "right"),
        )
        rows = [("", item.name, item.sku or "–", str(item.quantity)) for item in paper.items[:24]]
        top = y + 14
        y = page.table(top, columns, rows)
        for at in range(len(rows)):
            page.box(left + 12, top + 20 * (at + 1) + 5, 10, 10)
        total = sum(item.quantity for item in paper.items)
        page.text(right - 4, y + 18, f"{total} pieces", 10, bold=True, align="right")
        page.code128(y + 40, paper.tracking_number, 46)
        page.text(page.width / 2, y + 98, paper.tracking_number, 9, align="middle")
        page.demo_box(page.height - 76, 34, left)

    return document(f"Order {paper.order_id}", A4, [draw])
