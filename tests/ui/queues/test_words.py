"""What is said of acts that wait for a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shipdesk.domain.account import AccountHealth, AccountId, AccountState
from shipdesk.domain.held import Change, Held
from shipdesk.domain.money import Money
from shipdesk.domain.operation import OperationKind
from shipdesk.services.queues import Standing, Waiting
from shipdesk.ui import format as fmt
from shipdesk.ui.queues.words import banner, compared, heading
from tests.support.shop import NOW, an_operation

OLD, NEW = (fmt.money(Money(minor, "PLN")) for minor in (1250, 1320))
LATER = NOW + timedelta(minutes=20)
DEARER = Change("price", "", "", Money(1250, "PLN"), Money(1320, "PLN"))
COD = Change("payment", "paid", "cod", None, Money(8990, "PLN"))
READ = Held(an_operation(), NOW, LATER, LATER)
PRINT = Held(an_operation("o2", kind=OperationKind.PRINT), NOW, LATER)
AWAY = AccountHealth(AccountId("inpost"), "InPost", AccountState.OFFLINE)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (DEARER, ("Price", OLD, NEW)),
        (COD, ("Payment", "paid", f"COD {fmt.money(Money(8990, 'PLN'))}")),
        (Change("closed", now="Cancelled"), ("Order", "to be shipped", "closed in the order book")),
        (Change("recipient", "Jan", "Anna"), ("Recipient", "Jan", "Anna")),
        (Change("offer", before_price=Money(1250, "PLN")), ("Service", OLD, "not offered")),
    ],
)
def test_a_change_is_told_as_it_was_and_as_it_is(
    change: Change, told: tuple[str, str, str]
) -> None:
    about, before, now = compared(change)
    assert (about, before) == told[:2]
    assert now.startswith(told[2])


def test_the_banner_counts_what_may_go_on_and_what_changed() -> None:
    changed = replace(READ, changes=(DEARER,))
    text = banner(Waiting((READ, changed, PRINT)))
    assert text is not None
    assert text.title.startswith("3 acts wait since")
    assert "2 are as they were. 1 changed since you looked." in text.detail


def test_the_banner_names_who_is_away_and_that_later_orders_are_not_here() -> None:
    text = banner(Waiting((replace(READ, looked_at=None),), (Standing(AWAY, 1),)))
    assert text is not None
    assert text.title.startswith("1 purchase waits since")
    assert "as soon as InPost can be asked; later orders may not be here yet" in text.detail


def test_no_banner_where_nothing_waits_for_a_word() -> None:
    assert banner(Waiting((), (Standing(AWAY, 3),))) is None


def test_why_it_cannot_be_read_is_told() -> None:
    unread = replace(READ, looked_at=None, unread="InPost cannot be reached.")
    assert "InPost cannot be reached." in heading(unread)[1]
