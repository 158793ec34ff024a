"""One shipment as its details show it: the sentences made of what is known, no widgets."""

from __future__ import annotations

from dataclasses import dataclass, field

from shipdesk.clock import from_millis
from shipdesk.domain.label import (
    VOID,
    CheckOutcome,
    DocumentKind,
    MediaType,
    PrinterProfile,
    Proof,
    stock_of,
)
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationKind, OperationState
from shipdesk.domain.rows import ShipmentRow
from shipdesk.domain.shipment import Payable
from shipdesk.services.parcel_rules import ParcelActs
from shipdesk.services.printing import Followed, KeptDocument, PaperSheet, PrintRecord
from shipdesk.services.shipments import ShipmentSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.job_words import job_words
from shipdesk.ui.shipments.statuses import event_tone, handing_in_words
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import Entry
from shipdesk.wording import phrase as say

REASONS = (("jam", "Jam"), ("lost", "Lost"), ("damaged", "Damaged"), ("other", "Other"))
"""Why another copy: the key that is kept, and its word."""

FORCEABLE = frozenset({"label_mismatch", "label_too_fine", "label_cut"})
_MM = 1.5
"""Millimetres by which a page may differ from a stock and still be called by its name."""


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A shipment with its paper; `stopped` is its last print where our check stopped it.

    `acts` says of each act on it why it is not possible now.
    """

    row: ShipmentRow
    sheet: ShipmentSheet
    paper: PaperSheet
    stopped: Operation | None = None
    acts: ParcelActs = field(default_factory=ParcelActs)

    @property
    def unpaid(self) -> bool:
        """Whether it stands at the courier unpaid."""
        return self.sheet.shipment.payable is Payable.NO_FUNDS

    def is_void(self, kind: DocumentKind) -> bool:
        """Tell whether it is the label of a cancelled shipment."""
        return kind is DocumentKind.LABEL and self.sheet.shipment.void

    def document(self, kind: DocumentKind) -> KeptDocument | None:
        """Return the kept document of that kind, if there is one."""
        found = (each for each in self.paper.documents if each.kind == kind.value)
        return next(found, None)

    def copies(self, kind: DocumentKind) -> int:
        """Return how often it was handed over, or may have been."""
        return sum(each.kind == kind.value and each.state != "failed" for each in self.paper.prints)

    def sending(self, kind: DocumentKind) -> bool:
        """Tell whether it is being handed over now."""
        prints = self.paper.prints
        return any(each.kind == kind.value and each.state == "begun" for each in prints)

    def waiting(self, kind: DocumentKind) -> Operation | None:
        """Return the print of a document that waits for its printer."""
        return self.paper.waiting.get(kind.value)

    def unknown(self) -> Operation | None:
        """Return what was asked of the courier and of which nobody knows the outcome."""
        operations = self.sheet.operations
        return next((one for one in operations if one.state is OperationState.UNKNOWN), None)

    def fetching(self) -> Operation | None:
        """Return the newest fetching of the label, whatever came of it."""
        operations = self.sheet.operations
        return next((one for one in operations if one.kind is OperationKind.FETCH_LABEL), None)


def kind_words(kind: DocumentKind) -> str:
    """Return what a document is called."""
    return {
        DocumentKind.LABEL: say("Label"),
        DocumentKind.INVOICE: say("Invoice"),
        DocumentKind.ORDER_DETAILS: say("Order details"),
        DocumentKind.HAND_OVER: say("Hand-over sheet"),
        DocumentKind.PACKING_SLIP: say("Packing slip"),
        DocumentKind.PICK_LIST: say("Pick list"),
    }[kind]


def meta_words(view: ParcelView) -> str:
    """Return the line below the tracking number, without the order's number."""
    shipment = view.sheet.shipment
    service = fmt.service(shipment.courier, shipment.service_title)
    if shipment.parcel.size and shipment.locker:
        service = f"{service} {shipment.parcel.size}"
    if shipment.locker:
        service = say("{service} to {locker}", service=service, locker=shipment.locker)
    cod = say("COD {amount}", amount=fmt.money(shipment.cod)) if shipment.cod else ""
    price = fmt.money(shipment.price, missing="")
    parts = (shipment.recipient.who, service, price, cod)
    return " · ".join(part for part in parts if part)


def print_words(view: ParcelView | None, kind: DocumentKind, several: int) -> str:
    """Return what the print button says."""
    if several > 1:
        return say("Print {count} labels", count=fmt.count(several))
    if view is None:
        return say("Print")
    if view.sending(kind):
        return say("Being sent…")
    if view.waiting(kind) is not None:
        return say("Waits for the printer")
    copies = view.copies(kind)
    if copies:
        return say("Reprint as copy {number}", number=copies + 1)
    if kind is DocumentKind.LABEL:
        return say("Print")
    return say("Print {document}", document=kind_words(kind).lower())


def facts(document: KeptDocument | None, proof: Proof | None) -> list[tuple[str, str]]:
    """Return what is known of the kept file."""
    if document is None:
        return []
    rows: list[tuple[str, str]] = []
    if proof is not None and proof.placements:
        rows.append((say("Ink fits stock"), _fits(proof)))
    if proof is not None and document.kind == DocumentKind.LABEL.value:
        rows.append((say("Codes seen"), fmt.count(len(proof.check.codes))))
    kind = MediaType(document.media_type).suffix.removeprefix(".").upper()
    page = page_words(document.width_mm, document.height_mm)
    size = say("{size} kB", size=fmt.count(max(1, round(document.size / 1000))))
    rows.append((say("File"), ", ".join(part for part in (f"{kind} {page}".strip(), size) if part)))
    rows.append((say("Kept"), f"{document.sha256[:4]}…{document.sha256[-4:]}"))
    return rows


def _fits(proof: Proof) -> str:
    scale = min(placed.scale for placed in proof.placements)
    if proof.cut:
        return say("{mm} mm cut", mm=f"{proof.cut:.1f}")
    return say("100 %, no cut") if scale == 1 else say("at {percent} %", percent=int(scale * 100))


def page_words(width_mm: float, height_mm: float) -> str:
    """Return the name of a page's size, else its measures; empty where it has none."""
    if not width_mm or not height_mm:
        return ""
    for key in ("a6", "100x150", "4x6", "a5", "a4"):
        stock = stock_of(key)
        if (
            stock is not None
            and abs(stock.width_mm - width_mm) <= _MM
            and abs(stock.height_mm - height_mm) <= _MM
        ):
            return stock.title
    return f"{width_mm:.0f} × {height_mm:.0f} mm"


def printer_words(profile: PrinterProfile) -> str:
    """Return the line below the printer: what it prints on, how fine, how dark."""
    parts = [say("{dpi} dpi", dpi=profile.dpi), profile.stock.title]
    if profile.rotation:
        parts.append(say("turned {degrees}°", degrees=profile.rotation))
    if profile.darkness >= 0:
        parts.append(say("darkness {value}", value=profile.darkness))
    return " · ".join(parts)


def reason_word(reason: str) -> str:
    """Return the word of a reprint's reason; a typed one is shown as it was typed."""
    return next((say(word).lower() for key, word in REASONS if key == reason), reason)


def history(view: ParcelView) -> list[Entry]:
    """Return the print history, newest first, down to the purchase."""
    followed = view.paper.followed
    entries = [_print_entry(each, followed.get(each.id)) for each in view.paper.prints]
    if view.row.scanned_ms:
        at = fmt.moment(from_millis(view.row.scanned_ms))
        entries.insert(0, Entry("", say("Label scanned, parcel closed"), at, Tone.GREEN))
    for document in view.paper.documents:
        if document.kind == DocumentKind.LABEL.value:
            title = say("Label kept")
            entries.append(Entry("", title, fmt.moment(document.saved_at), Tone.GREEN))
    shipment = view.sheet.shipment
    if view.sheet.bought_here and not view.unpaid:
        price = fmt.money(shipment.price, missing="")
        entries.append(
            Entry(
                "",
                say("Bought {price}", price=price) if price else say("Bought"),
                " · ".join(
                    part
                    for part in (fmt.moment(shipment.created_at), shipment.order_number)
                    if part
                ),
                Tone.GREEN,
            )
        )
    return entries


def _print_entry(record: PrintRecord, followed: Followed | None) -> Entry:
    kind = DocumentKind(record.kind)
    what = "" if kind is DocumentKind.LABEL else f"{kind_words(kind)}, "
    title = f"{what}{say('copy {number}', number=record.copy)}"
    if record.reason:
        title = f"{title}, {reason_word(record.reason)}"
    title = title[:1].upper() + title[1:]
    where = " · ".join(part for part in _print_facts(record) if part)
    if record.state == "failed":
        return Entry("", say("{copy}: not printed", copy=title), where, Tone.RED)
    if record.state == "unknown":
        unsure = say("{copy}: may be on paper", copy=title)
        return Entry("", unsure, f"{where}. {say('Look at the printer.')}", Tone.VIOLET)
    if record.state == "begun":
        return Entry("", say("{copy}: being sent", copy=title), where, Tone.BLUE, done=False)
    if followed is None:
        return Entry("", title, where, Tone.BLUE)
    told = job_words(followed)
    return Entry("", f"{title}: {told.title}", f"{where}. {told.words}".strip(" ."), told.tone)


_VERDICTS = {
    CheckOutcome.MATCHES: "bar code matches",
    CheckOutcome.MISMATCH: "bar code of another parcel",
    CheckOutcome.TOO_FINE: "bars too fine",
    CheckOutcome.NOT_CHECKED: "bar code not checked",
}


def _print_facts(record: PrintRecord) -> tuple[str, ...]:
    """Return when, where, how fine, by which job, what the check said and which file it was."""
    job = "" if "/" in record.job or "\\" in record.job else record.job
    verdict = next((words for key, words in _VERDICTS.items() if key == record.verdict), "")
    is_label = record.kind == DocumentKind.LABEL.value
    return (
        fmt.moment(record.begun_at),
        record.profile,
        say("{dpi} dpi", dpi=record.dpi) if record.dpi else "",
        say("job {number}", number=job) if job else "",
        say(verdict) if verdict and is_label else "",
        say("file {hash}", hash=record.sha256[:4]) if record.sha256 else "",
    )


def events(view: ParcelView) -> list[Entry]:
    """Return the parcel's way, newest first, in the courier's words."""
    return [
        Entry(
            "",
            event.words or event.code,
            " · ".join(part for part in (fmt.moment(event.at), event.place) if part),
            event_tone(event.status),
        )
        for event in reversed(view.sheet.events)
    ]


def way_facts(view: ParcelView) -> list[tuple[str, str]]:
    """Return how the parcel is handed in, and by which pickup."""
    rows = (
        (say("Handing in"), handing_in_words(view.row.handing_in)),
        (say("Pickup"), view.row.pickup),
        (say("Courier says"), view.sheet.shipment.words),
    )
    return [(label, value) for label, value in rows if value]


def missing_label(view: ParcelView) -> tuple[str, str]:
    """Return title and sentence for a shipment of which no label is kept here."""
    if not view.sheet.bought_here:
        return say("Its label is not here"), say(
            "The parcel was bought elsewhere. ShipDesk keeps the labels of what it bought."
        )
    if view.unpaid:
        return say("Not paid: no funds"), say(
            "The courier has the shipment but was not paid for it. Top up the wallet, then pay: "
            "the label comes after that."
        )
    fetching = view.fetching()
    under_way = fetching is not None and fetching.state in OPEN_STATES
    if view.acts.fetch_label and not under_way:
        return say("No label is kept"), say(view.acts.fetch_label)
    if fetching is None:
        return say("No label is kept"), say("Fetch it from the courier.")
    if fetching.state is OperationState.DONE:
        return say("No label is kept"), say(
            "It was kept here until its time was over (Settings › Labels). Fetch it again."
        )
    if fetching.state is OperationState.REFUSED:
        return say("The courier gave no label"), fetching.reason
    if fetching.state in (OperationState.QUEUED, OperationState.SENT, OperationState.WAITING):
        return say("The label is on its way"), fetching.reason or say(
            "It is fetched from the courier now."
        )
    return say("No label is kept"), fetching.reason


def file_name(view: ParcelView, document: KeptDocument) -> str:
    """Return a file name of our own making: the courier's text never becomes a path."""
    number = view.sheet.shipment.tracking_number or view.sheet.shipment.order_number
    safe = "".join(one if one.isascii() and one.isalnum() else "-" for one in number)[:60]
    ending = document.media_type.rpartition("/")[2]
    kind = document.kind.replace("_", "-")
    if view.is_void(DocumentKind(document.kind)):
        kind = f"{kind}-{VOID}"
    return f"{safe.strip('-') or 'shipment'}-{kind}.{'jpg' if ending == 'jpeg' else ending}"
