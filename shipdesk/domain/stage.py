"""Where an order stands, derived from what its source, the journal and the rules say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shipdesk.domain.held import KEPT_BACK
from shipdesk.domain.measures import Parcel
from shipdesk.domain.operation import Operation, OperationKind, OperationState
from shipdesk.domain.order import Additions, Order, PaymentKind, Stage, effective
from shipdesk.domain.rules import RuleProblem, RuleSet, Verdict, draft_of, judge
from shipdesk.domain.shipment import SCANNED, Payable, Shipment, ShipmentStatus

_PURCHASES = frozenset({OperationKind.SHIP, OperationKind.SHIP_ANOTHER})


@dataclass(frozen=True, slots=True)
class Standing:
    """A stage with the words that explain it; `problems` are per field."""

    stage: Stage
    state_key: str = ""
    words: str = ""
    problems: tuple[RuleProblem, ...] = ()


def standing_of(
    order: Order,
    additions: Additions,
    parcel: Parcel,
    shipments: Sequence[Shipment],
    operations: Sequence[Operation],
    rule_sets: tuple[RuleSet, ...],
) -> Standing:
    """Return where the order stands; `operations` are the order's purchases, newest first."""
    live = [shipment for shipment in shipments if shipment.live]
    if live:
        return _with_shipment(live)
    if order.gone:
        return Standing(Stage.CANCELLED, "gone", "Deleted in the order book")
    if order.closed is not None:
        return Standing(order.closed)
    purchase = next((item for item in operations if item.kind in _PURCHASES), None)
    if purchase is not None:
        told = _purchase(purchase, additions)
        if told is not None:
            return told
    if additions.hold:
        return Standing(Stage.ON_HOLD)
    return _by_rules(effective(order, additions), additions, parcel, rule_sets)


def _with_shipment(live: Sequence[Shipment]) -> Standing:
    unpaid = next((item for item in live if item.payable is Payable.NO_FUNDS), None)
    if unpaid is not None:
        return Standing(Stage.PROBLEM, "no_funds", "Not paid: no funds")
    if all(item.status is ShipmentStatus.DELIVERED for item in live):
        return Standing(Stage.DONE)
    if any(item.status in SCANNED for item in live):
        return Standing(Stage.HANDED_OVER)
    return Standing(Stage.LABELLED)


def _purchase(operation: Operation, additions: Additions) -> Standing | None:
    corrected = additions.touched_at is not None and additions.touched_at > operation.updated_at
    if corrected and operation.state is OperationState.REFUSED:
        return None
    match operation.state:
        case OperationState.UNKNOWN:
            return Standing(Stage.PROBLEM, "unknown", operation.reason)
        case OperationState.QUEUED if operation.reason_key == "changed":
            return Standing(Stage.PROBLEM, "changed", operation.reason)
        case OperationState.QUEUED if operation.reason_key in KEPT_BACK:
            return Standing(Stage.READY, "held", operation.reason)
        case OperationState.QUEUED | OperationState.SENT | OperationState.WAITING:
            return Standing(Stage.READY, operation.state.value, operation.reason)
        case OperationState.REFUSED:
            return Standing(Stage.PROBLEM, "refused", operation.reason)
        case OperationState.FAILED_AFTER_ACCEPTANCE:
            return Standing(Stage.PROBLEM, "failed", operation.reason)
    return None


def _by_rules(
    order: Order, additions: Additions, parcel: Parcel, rule_sets: tuple[RuleSet, ...]
) -> Standing:
    verdict: Verdict = judge(rule_sets, draft_of(order, parcel, additions.handing_in))
    wrong = [problem for problem in verdict.problems if not problem.missing]
    if wrong:
        return Standing(Stage.PROBLEM, "rule", wrong[0].words, verdict.problems)
    if verdict.problems:
        return Standing(Stage.NEW, "missing", verdict.problems[0].words, verdict.problems)
    if not order.payment.settled:
        cod = order.payment.kind is PaymentKind.COD
        words = "COD: the amount is missing." if cod else "Paid or COD? Not known."
        unknown = RuleProblem("payment", words, missing=True)
        return Standing(Stage.NEW, "payment", words, (unknown,))
    return Standing(Stage.READY)
