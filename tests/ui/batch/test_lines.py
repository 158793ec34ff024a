"""What a review and a batch say, row by row and in sum."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.batch import Batch, BatchId, BatchRow, Totals
from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.money import Money
from shipdesk.domain.operation import OperationState
from shipdesk.domain.order import Payment, PaymentKind
from shipdesk.domain.rules import RuleProblem
from shipdesk.errors import OperationRefusedError
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.lines import Group, counted, lines_of
from shipdesk.ui.batch.outcomes import OutcomeLines, chosen, spent_words, tabs
from shipdesk.ui.batch.tiles import figures
from shipdesk.ui.batch.words import buy_words, fates_words, offers_of
from tests.support.batch_rows import a_batch_row, a_quote, a_row
from tests.support.shop import JAN, NOW, an_order

LOCKER = a_quote("Locker", Money(1250, "PLN"))
COD = Payment(PaymentKind.COD, Money(8990, "PLN"))
UNPAID = OperationRefusedError("payment_unknown", field="payment")
ODD_NAME = RuleProblem("name", "English letters only.", missing=False, suggestion="Zoe")


def plain(text: str) -> str:
    """Return a text with spaces where it must not be broken."""
    return text.replace(fmt.NBSP, " ")


def test_what_stops_comes_first_and_within_a_group_the_order_of_the_list_stays() -> None:
    rows = (
        a_row(an_order("1"), quote=LOCKER),
        a_row(an_order("2"), stop=OperationRefusedError("already_bought", shipment="InPost 7")),
        a_row(an_order("3"), quote=LOCKER, parcel=Parcel(weight_g=500, source=Source.PRESET)),
        a_row(an_order("4"), stop=UNPAID),
        a_row(an_order("5"), quote=LOCKER, included=False),
        a_row(an_order("6"), reading=True),
        a_row(an_order("7"), quote=LOCKER),
        a_row(an_order("8"), problems=(ODD_NAME,)),
        a_row(an_order("9"), quote=LOCKER),
    )
    lines = lines_of(rows, {rows[8].key: "paid"})
    shown = [line.heading.word if line.heading else line.number for line in lines]
    assert shown == [
        "2 stop", "ORD-004", "ORD-008",
        "1 fixed", "ORD-009",
        "1 to look at", "ORD-003",
        "2 in order", "ORD-001", "ORD-007",
        "1 left out", "ORD-005",
        "1 needs no label", "ORD-002",
        "1 being read", "ORD-006",
    ]  # fmt: skip
    assert counted(lines)[Group.STOP] == 2
    assert [line.number for line in lines if line.bought] == [
        "ORD-009", "ORD-003", "ORD-001", "ORD-007",
    ]  # fmt: skip
    assert len({line.id for line in lines}) == len(lines)


def test_a_stop_says_what_would_settle_it() -> None:
    rows = (a_row(an_order("1"), stop=UNPAID), a_row(an_order("2"), problems=(ODD_NAME, ODD_NAME)))
    _, unpaid, odd = lines_of(rows, {})
    assert (unpaid.told.matter, plain(unpaid.told.note)) == (
        "Payment not known",
        "paid, or COD 68,00 zł",
    )
    assert "Settle it with P" in unpaid.told.whole
    assert (odd.told.matter, odd.told.note) == ("English letters only", "→ Zoe and 1 more")


def test_what_is_to_be_looked_at_is_told_though_nothing_stops_it() -> None:
    guessed = replace(JAN, country_guessed=True)
    parcel = Parcel(weight_g=500, source=Source.PRESET)
    row = a_row(an_order(recipient=guessed, payment=COD), quote=a_quote(), parcel=parcel)
    line = lines_of((row,), {})[1]
    assert line.group is Group.LOOK
    assert plain(line.told.note) == (
        "weight assumed, 0,5 kg · country PL guessed from the postcode · price not told"
        " · COD 89,90 zł"
    )
    assert line.price == "by contract"


@pytest.mark.parametrize(
    ("count", "totals", "words"),
    [
        (1, Totals((Money(1250, "PLN"),)), "Buy 1 label, 12,50 zł"),
        (
            187,
            Totals((Money(243150, "PLN"), Money(124950, "INR")), 3),
            "Buy 187 labels, 2 431,50 zł + 1 249,50 ₹ + 3 without a told price",
        ),
        (2, Totals((), 2), "Buy 2 labels, 2 without a told price"),
    ],
)
def test_the_button_names_each_currency_and_what_has_no_price(
    count: int, totals: Totals, words: str
) -> None:
    assert plain(buy_words(count, totals)) == words


def test_tiles_name_the_services_most_used_and_sum_up_the_rest() -> None:
    services = ("A", "A", "A", "B", "B", "C", "C", "D", "D", "E", "F")
    rows = [
        a_row(an_order(str(at), payment=COD), quote=a_quote(one, Money(1000, "PLN")))
        for at, one in enumerate(services)
    ]
    shown = [(one.title, one.number, plain(one.note)) for one in figures(rows)]
    assert shown == [
        ("InPost A", "3", "30,00 zł"),
        ("InPost B", "2", "20,00 zł"),
        ("InPost C", "2", "20,00 zł"),
        ("InPost D", "2", "20,00 zł"),
        ("2 other services", "2", "20,00 zł"),
        ("COD to collect", "11", "988,90 zł"),
    ]
    assert figures(()) == ()


def test_offers_are_told_with_their_digits_and_the_one_in_force_marked() -> None:
    row = a_row(quote=LOCKER)
    assert plain(offers_of(row)) == "✓ InPost Locker 12,50 zł"


def a_batch(*rows: BatchRow) -> Batch:
    return Batch(BatchId("b"), NOW, rows)


def test_a_batch_says_how_far_it_is_and_each_row_why() -> None:
    refused = {"reason": "The bag is torn."}
    aside = {"reason": "Put this parcel aside, checking until 10:42."}
    batch = a_batch(
        a_batch_row(0, OperationState.DONE),
        a_batch_row(1, OperationState.DONE, facts={"checking_until": "10:42"}),
        a_batch_row(2, OperationState.REFUSED, **refused),
        a_batch_row(3, OperationState.UNKNOWN, **aside),
        a_batch_row(4, OperationState.QUEUED),
        a_batch_row(5, OperationState.CANCELLED),
    )
    assert fates_words(batch) == "4 of 6 · 1 refused · 1 unknown · 1 taken back"
    lines = OutcomeLines().of(batch, {"book:0": "620000712001884001120058"})
    assert [line.words for line in lines] == [
        "6200 0071 2001 8840 0112 0058",
        "Found at the courier, not bought again.",
        "The bag is torn.",
        "Put this parcel aside, checking until 10:42.",
        "",
        "Nothing was sent.",
    ]
    assert (lines[0].place, plain(lines[0].price)) == ("KRA010 · Kraków", "12,50 zł")
    assert plain(spent_words(lines)) == "Bought for 25,00 zł"
    assert [(tab.title, tab.count) for tab in tabs(batch)] == [
        ("All", 6), ("Bought", 2), ("Refused", 1), ("Unknown", 1), ("Waiting", 1),
        ("Taken back", 1),
    ]  # fmt: skip
    assert [line.number for line in chosen(lines, "refused")] == ["ORD-002"]
    assert spent_words(lines[2:]) == ""
