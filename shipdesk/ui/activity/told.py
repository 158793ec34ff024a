"""What the details say about one operation: pure words and figures, made of its sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shipdesk.domain.held import KEPT_BACK
from shipdesk.domain.operation import UNSEEN, Operation, OperationKind, OperationState
from shipdesk.domain.shipment import REFUND, Shipment
from shipdesk.services.activity import Comparison, OperationSheet
from shipdesk.services.printing import Followed
from shipdesk.ui import format as fmt
from shipdesk.ui.activity.attempts import entries
from shipdesk.ui.activity.facts import Facts, intent_facts
from shipdesk.ui.activity.words import PURCHASES, StateLook, kind_words, state_look
from shipdesk.ui.job_words import job_words
from shipdesk.ui.widgets import Entry
from shipdesk.wording import phrase as say
from shipdesk.wording_phrases import PHRASES

_DONE = {
    OperationKind.SHIP: "Bought",
    OperationKind.SHIP_ANOTHER: "Bought",
    OperationKind.PAY: "Paid",
    OperationKind.FETCH_LABEL: "Fetched, checked and kept",
    OperationKind.PRINT: "Sent to the printer",
    OperationKind.BOOK_DISPATCH_ORDER: "The courier is booked",
    OperationKind.COMMENT: "The comment was added",
    OperationKind.EDIT_COMMENT: "The comment was changed",
    OperationKind.DELETE_COMMENT: "The comment was deleted",
    OperationKind.CANCEL_DISPATCH_ORDER: "The pickup is cancelled",
    OperationKind.COMPARE: "The offers were asked, nothing was bought",
    OperationKind.VOID: "Cancelled at the courier",
    OperationKind.CORRECT: "The courier has the new data",
    OperationKind.WRITE_BACK: "Written to the order book",
    OperationKind.RECORD: "The service has taken it",
    OperationKind.REATTEMPT: "The courier comes again",
    OperationKind.RETURN_TO_ORIGIN: "It is on its way back",
    OperationKind.CANCEL_ORDERS: "Each order has its answer",
}
_REFUSED = {
    OperationKind.SHIP: "Refused, not bought",
    OperationKind.SHIP_ANOTHER: "Refused, not bought",
    OperationKind.PAY: "Refused, not paid",
    OperationKind.FETCH_LABEL: "Not fetched",
    OperationKind.PRINT: "Not printed",
    OperationKind.BOOK_DISPATCH_ORDER: "Refused, the courier is not booked",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the operation: its account, its timetable, the shipment it is about.

    `job` is what the printer's queue tells of its job, where it does. `lapse_days`: after about so
    many an unused label of that courier lapses, 0 where it does not say so.
    """

    account: str = ""
    trouble: str = ""
    quiet: tuple[float, ...] = ()
    shipment: Shipment | None = None
    job: Followed | None = None
    lapse_days: int = 0


@dataclass(frozen=True, slots=True)
class Countdown:
    """How long an unknown is still looked up, and how far the look-ups are."""

    since: datetime
    until: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Exits:
    """What a person may do about an unknown; an empty reason means: open now.

    `leave` is "" where there is nothing to leave; `another`: doing it again buys another parcel
    beside what somebody else bought. `void`: the match may be cancelled at the courier instead.
    """

    adopt_closed: str
    leave_closed: str
    again_closed: str
    adopt: str
    leave: str
    again: str
    another: bool = False
    void: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that the details show."""

    operation_id: str
    heading: str
    subtitle: str
    look: StateLook
    sentence: str
    explanation: str
    countdown: Countdown | None
    refusals: Facts
    entries: tuple[Entry, ...]
    facts: Facts
    found: tuple[Comparison, ...]
    exits: Exits | None
    can_cancel: bool
    can_look_up: bool
    order_key: str
    shipment_id: str


def tell(sheet: OperationSheet, around: Around) -> Told:
    """Return what the details say."""
    operation = sheet.operation
    look = state_look(operation.state, operation.reason_key, decides=sheet.can_decide)
    sentence, explanation = _sentence(sheet, around)
    unknown = operation.state is OperationState.UNKNOWN
    return Told(
        operation_id=operation.id,
        heading=_heading(operation),
        subtitle=_subtitle(operation, around),
        look=look,
        sentence=sentence,
        explanation=explanation,
        countdown=_countdown(sheet, around) if unknown else None,
        refusals=[(_field(name), "; ".join(x)) for name, x in operation.reason_fields.items()],
        entries=entries(sheet, around.quiet),
        facts=intent_facts(operation),
        found=sheet.found if unknown or sheet.elsewhere else (),
        exits=_ways_out(sheet, around),
        can_cancel=sheet.can_cancel,
        can_look_up=sheet.can_look_up and bool(around.account),
        order_key=_order_key(operation, around),
        shipment_id=around.shipment.id if around.shipment is not None else "",
    )


def _heading(operation: Operation) -> str:
    intent = operation.intent
    words = kind_words(
        operation.kind, document=str(intent.get("document", "")), subject=operation.subject
    )
    if operation.kind in PURCHASES:
        parcel = intent.get("parcel")
        size = parcel.get("size", "") if isinstance(parcel, dict) else ""
        service = (intent.get("courier"), intent.get("service_title"), size)
        words = " ".join([words, *(str(part) for part in service if part)])
    if not operation.title:
        return words
    if operation.kind is OperationKind.BOOK_DISPATCH_ORDER:
        return say("{what} to {where}", what=words, where=operation.title)
    return say("{what} for {about}", what=words, about=operation.title)


def _subtitle(operation: Operation, around: Around) -> str:
    shipment, parts = around.shipment, []
    recipient, quoted = operation.intent.get("recipient"), operation.intent.get("quoted")
    if isinstance(recipient, dict):
        parts.append(str(recipient.get("name") or recipient.get("company") or ""))
    elif shipment is not None:
        parts += [shipment.recipient.who, fmt.tracking_tail(shipment.tracking_number, "")]
    if isinstance(quoted, dict):
        minor, currency = quoted.get("minor", 0), quoted.get("currency", "")
        parts.append(fmt.minor(int(str(minor)), str(currency)))
    if around.account:
        parts.append(say("account {account}", account=around.account))
    parts.append(say("operation {id}", id=f"{operation.id[:4]}-{operation.id[4:8]}"))
    return " · ".join(part for part in parts if part)


def _sentence(sheet: OperationSheet, around: Around) -> tuple[str, str]:
    operation = sheet.operation
    match operation.state:
        case OperationState.UNKNOWN:
            return _unknown(sheet)
        case OperationState.QUEUED:
            return _queued(operation, around)
        case OperationState.SENT:
            return say("Being sent now"), say("It was written down before it left.")
        case OperationState.WAITING:
            return _waiting(operation, around)
        case OperationState.DONE:
            return _done(operation, around)
        case OperationState.REFUSED:
            title = _REFUSED.get(operation.kind, "Refused, nothing was done")
            title = "Already bought elsewhere" if sheet.elsewhere else title
            by_field = say("Correct it and try again. In the courier's words:")
            told = by_field if operation.reason_fields else operation.reason
            if operation.kind is OperationKind.VOID and _lapses(around):
                words = "Leave it unused instead: an unused label lapses after about {days} days."
                told = f"{told} {say(words, days=around.lapse_days)}"
            return say(title), told
        case OperationState.FAILED_AFTER_ACCEPTANCE:
            return _failed(operation)
        case OperationState.CANCELLED:
            return _cancelled(operation)


def _lapses(around: Around) -> bool:
    """Tell whether the shipment has a label that its courier lets lapse."""
    shipment = around.shipment
    return around.lapse_days > 0 and shipment is not None and bool(shipment.tracking_number)


def _queued(operation: Operation, around: Around) -> tuple[str, str]:
    if operation.reason_key in KEPT_BACK:
        return say("Not sent"), say("It is kept as it was asked for, until you say so.")
    told = around.trouble or operation.reason
    again = operation.not_before
    later = say("Tried again at {time}.", time=fmt.exact_time(again)) if again else ""
    return say("Waits to be sent"), f"{told} {later}".strip() or say("Nothing was sent.")


def _unknown(sheet: OperationSheet) -> tuple[str, str]:
    operation = sheet.operation
    if sheet.can_decide:
        why = operation.reason if operation.reason_key == "decide" else ""
        return say("Yours to decide"), why or say("decide.look")
    until = checking_until(operation)
    buys = operation.kind in PURCHASES
    explained = (
        say("The request left, the answer did not come. It may be bought, it may not.")
        if buys
        else say("The request left, the answer did not come. It may be done, it may not.")
    )
    told = f"{explained} {say('Nothing is sent again by itself.')}"
    if until is None:
        return say("It is being looked up"), told
    if UNSEEN in operation.facts:
        told = f"{told} {say('The service cannot be asked; it may still do it until then.')}"
        return say("Yours to decide from {until}", until=fmt.clock_time(until)), told
    key = "Put this parcel aside, checking until {until}" if buys else "Checking until {until}"
    return say(key, until=fmt.clock_time(until)), told


def _waiting(operation: Operation, around: Around) -> tuple[str, str]:
    # What the step waits for is worded by key; a poll that failed tells its error instead.
    worded = PHRASES.get(operation.reason_key)
    words = say(operation.reason_key, account=around.account) if worded else operation.reason
    first, _, rest = words.partition(". ")
    since = operation.waiting_since
    told = say("Since {time}.", time=fmt.exact_time(since)) if since is not None else ""
    later = say("The desk is free; the label is fetched when it is there.")
    explanation = f"{rest} {told} {later if operation.kind in PURCHASES else ''}".strip()
    return first.strip(" .") or say("Waits for the courier"), " ".join(explanation.split())


def _done(operation: Operation, around: Around) -> tuple[str, str]:
    title, shipment = say(_DONE[operation.kind]), around.shipment
    parts = []
    if shipment is not None and operation.kind in PURCHASES:
        if shipment.price is not None:
            title = f"{title}, {fmt.money(shipment.price)}"
        number = fmt.tracking(shipment.tracking_number, "")
        parts.append(say("Tracking number {number}.", number=number) if number else "")
    if operation.reason_key == "adopted":
        parts.append(operation.reason or say("adopted"))
    if operation.kind is OperationKind.VOID and shipment is not None and REFUND in shipment.extra:
        parts.append(say(f"refund.{shipment.extra[REFUND]}"))
    number = operation.facts.get("remote_id", "")
    if operation.kind is OperationKind.BOOK_DISPATCH_ORDER and number:
        parts.append(say("Dispatch order {number}.", number=number))
    if operation.kind is OperationKind.PRINT:
        parts.append(operation.reason)
    job = operation.facts.get("job", "")
    if job and set(job) & {"/", "\\"}:
        parts.append(say("The file is {path}.", path=job))
    elif job and around.job is not None:
        told_job = job_words(around.job)
        parts.append(say("Job {job}: {state}.", job=job, state=told_job.title))
        parts.append(told_job.words)
    elif job:
        parts.append(say("Job {job}. Whether it came out, only the printer knows.", job=job))
    told = " ".join(part for part in parts if part)
    return title, told or say("Finished at {time}.", time=fmt.exact_time(operation.updated_at))


def _failed(operation: Operation) -> tuple[str, str]:
    words = say(operation.reason_key) if operation.reason_key in PHRASES else ""
    first, _, rest = words.partition(". ")
    courier = operation.reason if operation.reason != words else ""
    # The courier's own reason may end with the same advice.
    told = courier if courier.endswith(rest) else f"{courier} {rest}"
    return first.strip(" .") or say("Accepted, then failed"), told.strip()


def _cancelled(operation: Operation) -> tuple[str, str]:
    if operation.reason_key == "voided":
        return say("Cancelled at the courier"), operation.reason
    if operation.reason_key == "left":
        why = say("Reason: {reason}", reason=operation.reason) if operation.reason else ""
        return say("Left unused"), why
    return say("Taken back before it was sent"), say("Nothing was done at the service.")


def checking_until(operation: Operation) -> datetime | None:
    """Return when the last look-up of an unknown comes; None where none was planned."""
    text = operation.facts.get("checking_until", "")
    return datetime.fromisoformat(text) if text else None


def _countdown(sheet: OperationSheet, around: Around) -> Countdown | None:
    operation = sheet.operation
    until, since = checking_until(operation), operation.waiting_since
    if sheet.can_decide or until is None or since is None:
        return None
    total = len(around.quiet)
    number = min(operation.look_ups + 1, total) if total else operation.look_ups + 1
    total = 0 if UNSEEN in operation.facts else total
    note = say("look-up {n} of {total}", n=number, total=total) if total else ""
    return Countdown(since, until, note)


def _exits(sheet: OperationSheet, around: Around) -> Exits:
    operation = sheet.operation
    until = checking_until(operation)
    later = ""
    if not sheet.can_decide:
        time = fmt.clock_time(until) if until else ""
        unseen = UNSEEN in operation.facts
        words = "Open from {time}." if unseen else "Open from {time}, after the last look-up."
        later = say(words, time=time) if time else ""
        later = later or say("Open after the last look-up.")
    none = "" if sheet.found else say("Nothing with our reference was seen there so far.")
    if UNSEEN in operation.facts:
        none = say("The service cannot be asked what came of it.")
    if not around.account:
        none = say("Its account is not connected: nobody can be asked.")
    buys = operation.kind in PURCHASES
    adopt = (
        say("It carries our reference. Its label is fetched for printing. Nothing more is paid.")
        if buys
        else say("What the service shows is taken as the outcome. Nothing is sent.")
    )
    leave = (
        _left_words(around.lapse_days)
        if buys
        else say("It counts as not done. Whatever stands at the service is left as it is.")
    )
    again = (
        say("Buys once more with a new reference and your reason. It may be paid twice.")
        if buys
        else say("Sends it once more, with your reason. It may be done twice.")
    )
    return Exits(none, later, later, adopt, leave, again, void=sheet.can_void)


def _left_words(lapse_days: int) -> str:
    """Return what becomes of a label that is left unused."""
    if lapse_days:
        words = "No label is printed: unused, it lapses after about {days} days."
        return f"{say(words, days=lapse_days)} {say('The order can be bought.')}"
    words = "No label is printed. Whatever stands at the service is left as it is."
    return f"{say(words)} {say('The order can be bought.')}"


def _ways_out(sheet: OperationSheet, around: Around) -> Exits | None:
    if sheet.elsewhere:
        return _exits_elsewhere()
    unknown = sheet.operation.state is OperationState.UNKNOWN
    return _exits(sheet, around) if unknown else None


def _exits_elsewhere() -> Exits:
    return Exits(
        adopt_closed="",
        leave_closed="",
        again_closed="",
        adopt=say("It becomes the parcel of this order. Its label is fetched, not printed."),
        leave="",
        again=say("Buys a further parcel beside it, with your reason. It is paid for, too."),
        another=True,
    )


def _field(name: str) -> str:
    return name.replace("_", " ").replace(".", " › ").capitalize()


def _order_key(operation: Operation, around: Around) -> str:
    if operation.kind in PURCHASES:
        return operation.subject
    return around.shipment.order_key if around.shipment is not None else ""
