"""The paper of the Polish courier: parcel labels on A6 and A4, and the collection sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from shipdesk.simulator.label_pdf import A4, A6, Page, document, grouped

MARGIN = 12.0


@dataclass(frozen=True, slots=True)
class ShipxLabel:
    """All that one parcel's label says, ready to be drawn or spelt in a printer's language."""

    tracking_number: str
    product: str
    service_line: str
    size: str
    sender: str
    sender_phone: str
    recipient: str
    recipient_phone: str
    target: str
    """Code of the locker or point; empty for a courier's label."""
    address: str
    town: str
    reference: str
    contents: str
    """Weight and cash on delivery, e.g. "2,1 kg · POBRANIE 89,90 zł"."""
    date: str
    sort_code: str


@dataclass(frozen=True, slots=True)
class CollectionSheet:
    """What the sheet says that the courier signs when collecting."""

    title: str
    place: Sequence[str]
    comment: str
    rows: Sequence[tuple[str, str, str]]
    """Tracking number, recipient and town, service."""
    date: str


def parcel_labels(labels: Sequence[ShipxLabel], *, a4: bool = False) -> bytes:
    """One PDF, a page a label: A6, or the A4 page that the courier calls `normal`."""
    if a4:
        return document("InPost", A4, [_a4(label) for label in labels])
    return document("InPost", A6, [partial(draw_a6, label=label) for label in labels])


def draw_a6(page: Page, label: ShipxLabel) -> None:
    """One label within a page of A6."""
    left, right = MARGIN, page.width - MARGIN
    wide = right - left
    page.text(left, 32, "InPost", 21, bold=True)
    page.text(left + 84, 23, label.product, 8, bold=True, width=130)
    page.text(left + 84, 33, label.service_line, 6.5, width=130)
    page.text(right, 34, label.size, 26, bold=True, align="right", width=60)
    page.rule(43, left, right)
    page.text(left, 53, "NADAWCA", 6.5, bold=True)
    page.text(left, 63, label.sender, 7.5, width=wide)
    page.text(left, 73, f"tel. {label.sender_phone}", 7.5)
    page.rule(81, left, right)
    page.text(left, 91, "ODBIORCA", 6.5, bold=True)
    side = 74.0
    page.qr(right - side, 90, label.tracking_number, side)
    room = wide - side - 12
    page.text(left, 108, label.recipient, 14, bold=True, width=room)
    page.text(left, 121, f"tel. {label.recipient_phone}", 9, width=room)
    if label.target:
        page.text(left, 152, label.target, 31, bold=True, width=room)
        page.text(left, 170, f"{label.address}, {label.town}", 8.5, width=wide)
    else:
        page.text(left, 143, label.address, 13, bold=True, width=room)
        page.text(left, 162, label.town, 13, bold=True, width=room)
    page.rule(178, left, right)
    page.code128(187, label.tracking_number, 82)
    page.text(
        page.width / 2, 284, grouped(label.tracking_number), 11.5, bold=True, width=wide,
        align="middle",
    )  # fmt: skip
    page.rule(293, left, right)
    page.text(left, 304, f"Ref. {label.reference or '–'}", 7.5, width=wide * 0.42)
    page.text(right, 304, f"{label.contents} · {label.date}", 7.5, width=wide * 0.56, align="right")
    page.demo_box(312, 44, left)
    page.code128(368, label.sort_code.replace("-", ""), 30, x=left + 8, dots=3)
    page.text(right, 389, label.sort_code, 20, bold=True, align="right", width=110)
    page.text(right, 401, f"sort {label.sort_code[-2:]}", 7, align="right")


def _a4(label: ShipxLabel) -> Callable[[Page], None]:
    def draw(page: Page) -> None:
        edge = 20.0
        inner = Page(page.canvas, A6, (edge, page.height - A6[1] - edge))
        draw_a6(inner, label)
        page.box(edge, edge, A6[0], A6[1], dashed=True)
        x = A6[0] + edge + 22
        page.text(x, 46, "Etykieta i potwierdzenie nadania", 12, bold=True, width=230)
        page.text(x, 64, f"Numer przesyłki: {grouped(label.tracking_number)}", 8.5, width=230)
        lines = (
            ("Usługa", f"{label.product}, {label.service_line}"),
            ("Nadawca", label.sender),
            ("Odbiorca", label.recipient),
            ("Dokąd", f"{label.target} {label.address}, {label.town}".strip()),
            ("Referencje", label.reference or "–"),
            ("Zawartość", label.contents),
            ("Data", label.date),
        )
        y = 94.0
        for name, value in lines:
            page.text(x, y, name, 7, grey=0.35)
            page.text(x, y + 12, value, 9, width=230)
            y += 30
        page.text(x, y + 14, "Odetnij etykietę wzdłuż linii i przyklej ją na paczce.", 8, width=230)
        page.rule(A6[1] + 40, 24, page.width - 24, weight=0.3)
        page.text(
            page.width / 2, A6[1] + 56, "Dokument symulatora: nie jest to prawdziwa przesyłka.",
            8, align="middle", grey=0.35,
        )  # fmt: skip

    return draw


def collection_sheet(sheet: CollectionSheet) -> bytes:
    """The A4 sheet of one collection: where, what, and room for two signatures."""
    per_page = 26
    chunks = [sheet.rows[at : at + per_page] for at in range(0, len(sheet.rows), per_page)] or [[]]

    def drawn(number: int, rows: Sequence[tuple[str, str, str]]) -> Callable[[Page], None]:
        def draw(page: Page) -> None:
            left, right = 42.0, page.width - 42
            page.text(left, 58, "InPost", 22, bold=True)
            page.text(right, 50, sheet.title, 13, bold=True, align="right", width=360)
            page.text(
                right, 66, f"{sheet.date} · strona {number} z {len(chunks)}", 8, align="right"
            )
            page.rule(78, left, right)
            y = 96.0
            for line in sheet.place:
                page.text(left, y, line, 9, width=right - left)
                y += 13
            if sheet.comment:
                page.text(left, y, f"Uwagi: {sheet.comment}", 9, width=right - left)
                y += 13
            columns = (
                ("Lp.", left + 4, "left"),
                ("Numer przesyłki", left + 34, "left"),
                ("Odbiorca", left + 200, "left"),
                ("Usługa", right - 4, "right"),
            )
            first = (number - 1) * per_page
            cells = [(str(first + at), *row) for at, row in enumerate(rows, 1)]
            y = page.table(y + 10, columns, cells)
            page.text(left, y + 22, f"Razem przesyłek: {len(sheet.rows)}", 10, bold=True)
            page.rule(page.height - 92, left, left + 190, weight=0.5)
            page.rule(page.height - 92, right - 190, right, weight=0.5)
            page.text(left, page.height - 80, "Podpis nadawcy", 7.5)
            page.text(right - 190, page.height - 80, "Podpis kuriera", 7.5)
            page.demo_box(page.height - 66, 34, left)

        return draw

    return document(sheet.title, A4, [drawn(number, rows) for number, rows in enumerate(chunks, 1)])
