"""Our references: what another computer finds at the courier before it buys the same thing."""

from __future__ import annotations

import hashlib
import re

from shipdesk.domain.operation import Operation, OperationState
from shipdesk.domain.order import OrderKey
from shipdesk.services import outcomes
from shipdesk.storage import operations as operation_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn

USED_UP = "reference"
"""In the fields of a refusal: the reference itself can never be used again."""

_LIMIT = 20


def make_reference(number: str, key: OrderKey, purchases: int) -> str:
    """Return our reference: the order's number, a short tag of the order, a count.

    At most 20 characters of letters, digits, `#` and `-`: what every courier takes. The tag is made
    of the order's id at its source and not of our account there, which every computer names anew:
    another one builds the same first reference for the same order.
    """
    plain = re.sub(r"[^A-Za-z0-9#-]+", "-", number).strip("-") or "order"
    _, _, remote_id = key.partition(":")
    tag = hashlib.sha256((remote_id or key).encode()).hexdigest()[:3].upper()
    suffix = f"-{tag}" + (f"-{purchases + 1}" if purchases else "")
    return plain[: _LIMIT - len(suffix)].rstrip("-") + suffix


def free_reference(conn: Conn, number: str, key: OrderKey, *, another: bool) -> str:
    """Return the first reference of an order under which nothing of ours stands or may stand.

    A plain refusal uses none up, nor does what was taken back before it was sent, so that another
    computer still finds what is bought after it.
    `another`: one more parcel is wanted, beside what stands at the courier by another hand.
    """
    done = operation_store.purchases(conn, [key]).get(key, ())
    used = {each.reference for each in done if _uses(conn, each, another=another)}
    used.update(each.reference for each in shipment_store.of_order(conn, key))
    count = 0
    while (reference := make_reference(number, key, count)) in used:
        count += 1
    return reference


def _uses(conn: Conn, operation: Operation, *, another: bool) -> bool:
    if operation.state is OperationState.REFUSED and operation.reason_key == outcomes.ELSEWHERE:
        return another
    if operation.state not in {OperationState.REFUSED, OperationState.CANCELLED}:
        return True
    told = operation.begun or USED_UP in operation.reason_fields
    return told or operation_store.is_taken(conn, operation)
