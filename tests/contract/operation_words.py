"""What no code can say of a kind of operation in one line; the rest of the table is derived.

A kind without words here fails a test, and so do words of a kind that is no more.
"""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.domain.operation import OperationKind


@dataclass(frozen=True)
class KindWords:
    """How an operation of a kind is told apart from others, and how it ends.

    `part` is the provider's part that carries it out, "" where ShipDesk does it by itself.
    """

    part: str
    reference: str
    done: str
    waiting: str = "–"
    refused: str = "a known refusal that precedes the act"
    failed: str = "–"
    unknown: str = "any lost or unreadable reply"
    follows: str = "–"
    exits: str = "adopt what was found · leave it · do it again with a reason"


_PURCHASE = KindWords(
    part="booking",
    reference="order number, tag of the order, count: `ORD-871-3F2`; alike on every computer",
    done="the courier told a tracking number",
    waiting="accepted, and not confirmed or approved yet: polled",
    refused="400, 404 or 422 before anything was booked; what can mean *done* is looked up first; "
    "*already bought elsewhere*: something stands under the reference before it is sent",
    failed="not paid (no funds), no offer, or the order was cancelled there: keeps the remote id",
    follows="fetch label · write-back · print, if the packer still stands there",
    exits="adopt · void it, or leave it unused · buy again (after the last look-up, with a reason)"
    "; bought elsewhere: adopt this one · ship another parcel (with a reason)",
)
_TEXT = "the dispatch order's id and the comment's {what}"

WORDS: dict[OperationKind, KindWords] = {
    OperationKind.SHIP: _PURCHASE,
    OperationKind.SHIP_ANOTHER: _PURCHASE,
    OperationKind.PAY: KindWords(
        part="payment",
        reference="the shipment's remote id",
        done="the shipment has a tracking number",
        waiting="an offer, then the confirmation",
        failed="not paid once more",
        follows="fetch label · write-back",
    ),
    OperationKind.CORRECT: KindWords(
        part="correcting",
        reference="the shipment's remote id",
        done="the service shows what was sent",
    ),
    OperationKind.VOID: KindWords(
        part="voiding",
        reference="the shipment's remote id",
        done="the shipment is cancelled there, or gone",
        refused="its state forbids it: what became of it is told",
    ),
    OperationKind.CANCEL_ORDERS: KindWords(
        part="order_cancel",
        reference="up to ten order numbers",
        done="each order stands in one of the four answers, or was tracked",
        unknown="in no answer and still open when tracked, order by order",
    ),
    OperationKind.COMPARE: KindWords(
        part="comparing",
        reference="the order's reference with a tag of the draft",
        done="the draft is taken back, or was bought",
        waiting="offers, then a person's choice",
        follows="a purchase, if an offer is chosen",
    ),
    OperationKind.BOOK_DISPATCH_ORDER: KindWords(
        part="pickup_booking",
        reference="exactly these shipments",
        done="the courier accepted the collection",
        waiting="new there, not accepted yet",
        failed="rejected after it was made: book again without the parcel that is named",
        exits="adopt what was found · leave it · book again with a reason",
    ),
    OperationKind.COMMENT: KindWords(
        part="pickup_comment",
        reference=_TEXT.format(what="text"),
        done="the comment stands there",
    ),
    OperationKind.EDIT_COMMENT: KindWords(
        part="pickup_comment_edit",
        reference=_TEXT.format(what="id"),
        done="the comment has the new text",
    ),
    OperationKind.DELETE_COMMENT: KindWords(
        part="pickup_comment_delete",
        reference=_TEXT.format(what="id"),
        done="that comment is no more",
    ),
    OperationKind.CANCEL_DISPATCH_ORDER: KindWords(
        part="pickup_cancel",
        reference="the dispatch order's id",
        done="the collection is withdrawn, or gone",
        refused="it is accepted already",
    ),
    OperationKind.REATTEMPT: KindWords(
        part="reattempt",
        reference="the tracking number",
        done="the courier took the request; where the parcel is, tracking tells",
    ),
    OperationKind.RETURN_TO_ORIGIN: KindWords(
        part="return_to_origin",
        reference="the tracking number",
        done="the courier took the request; where the parcel is, tracking tells",
    ),
    OperationKind.WRITE_BACK: KindWords(
        part="fulfilment",
        reference="the order's id there and our tracking number",
        done="the number stands on the shipment there, or in the order's notes",
        refused="a refusal that is no 409: an open shipment there is used",
    ),
    OperationKind.RECORD: KindWords(
        part="record_acts",
        reference="the record's id; nothing for what is new",
        done="the service accepted it",
        unknown="any lost reply; where none can be looked up a person decides after the quiet time",
    ),
    OperationKind.FETCH_LABEL: KindWords(
        part="",
        reference="the shipment",
        done="the file is kept by its hash",
        waiting="a read: asked again by itself",
        refused="the file is not what a label can be, or the courier has none",
        unknown="never: nothing changes at the courier",
        follows="print · the other documents",
        exits="fetch again",
    ),
    OperationKind.PRINT: KindWords(
        part="",
        reference="hash of the file and number of the copy",
        done="the spooler took the job",
        refused="stopped before paper: printer missing, check failed, file gone",
        unknown="it may be on paper: never printed again by itself",
        exits="it came out · print once more with a reason",
    ),
}
