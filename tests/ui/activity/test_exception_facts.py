"""Tests of what Activity tells of re-attempts, returns and batch cancels."""

from __future__ import annotations

from datetime import UTC, datetime

from shipdesk.domain.account import AccountId
from shipdesk.domain.delivery_exception import ReattemptIntent
from shipdesk.domain.operation import Operation, OperationKind, OperationState
from shipdesk.domain.order_cancel import (
    CancelOrdersIntent,
    CancelOutcome,
    CancelResult,
    OrderNumber,
    to_facts,
)
from shipdesk.services.kinds.base import new_operation
from shipdesk.ui.activity.facts import intent_facts

NOW = datetime(2024, 6, 10, tzinfo=UTC)
ONE, TWO, THREE = OrderNumber("ORD-1"), OrderNumber("ORD-2"), OrderNumber("", "73")


def operation(kind: OperationKind, intent: object, **more: object) -> Operation:
    return new_operation(kind, "s", AccountId("a"), "t", intent, NOW, **more)


def test_each_order_of_a_batch_cancel_has_its_own_line() -> None:
    results = [
        CancelResult(ONE, CancelOutcome.CANCELLED),
        CancelResult(TWO, CancelOutcome.REFUSED, "Order is already dispatched"),
    ]
    done = operation(
        OperationKind.CANCEL_ORDERS, CancelOrdersIntent((ONE, TWO, THREE)), facts=to_facts(results)
    )
    assert intent_facts(done) == [
        ("ORD-1", "Cancelled"),
        ("ORD-2", "Not cancelled: Order is already dispatched"),
        ("73", "Not known: check by tracking"),
    ]


def test_refused_as_a_whole_nothing_of_it_is_cancelled() -> None:
    refused = operation(OperationKind.CANCEL_ORDERS, CancelOrdersIntent((ONE,)))
    told = Operation(
        **{
            **{name: getattr(refused, name) for name in refused.__dataclass_fields__},
            "state": OperationState.REFUSED,
            "reason": "Too many",
        }
    )
    assert intent_facts(told) == [("ORD-1", "Not cancelled: Too many")]


def test_a_phone_of_a_reattempt_is_masked() -> None:
    intent = ReattemptIntent("s", "4400", "r", "73", "2024-06-11", "14 Lake Road", "9876500123")
    facts = dict(intent_facts(operation(OperationKind.REATTEMPT, intent)))
    assert facts["Other phone"] == "••• 123"
    assert facts["Date"] == "2024-06-11"
