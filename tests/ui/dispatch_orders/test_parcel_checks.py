"""The list of parcels that wait: ticking by key and mouse, and the sums made of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.dispatch_order import PickupGroup
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.services.pickups import PickupSheet
from shipdesk.ui.dispatch_orders.parcel_checks import ParcelChecks
from shipdesk.ui.dispatch_orders.waiting import price_words, to_lines, totals, waiting_count
from shipdesk.ui.theme import Theme

ACCOUNT = AccountId("inpost")


def parcel(number: str, cod: Money | None = None) -> Shipment:
    return Shipment(
        ShipmentId(number),
        ACCOUNT,
        number,
        number,
        datetime(2026, 11, 20, tzinfo=UTC),
        tracking_number=f"62000071{number}",
        recipient=Address(name=f"Person {number}"),
        parcel=Parcel(weight_g=1500),
        cod=cod,
    )


def sheet() -> PickupSheet:
    shipments = {
        each.id: each
        for each in (
            parcel("1", Money(1000, "PLN")),
            parcel("2", Money(500, "PLN")),
            parcel("3"),
            parcel("4", Money(900, "INR")),
        )
    }
    first, second, third, fourth = shipments
    groups = (
        PickupGroup(ACCOUNT, "InPost", (fourth,), (), "Bought as drop off."),
        PickupGroup(ACCOUNT, "InPost", (first, second), ((third, "refused in 31"),), part="locker"),
    )
    return PickupSheet(groups, shipments)


@pytest.fixture
def checks(qtbot: QtBot, theme: Theme) -> ParcelChecks:
    """The list, in sight."""
    assert not theme.is_dark
    made = ParcelChecks()
    made.resize(560, 400)
    qtbot.addWidget(made)
    made.show()
    made.show_groups(to_lines(sheet()))
    return made


def ticked(checks: ParcelChecks) -> list[str]:
    return [each for group in checks.chosen() for each in group.ids]


def test_refused_parcel_is_left_out_until_a_person_ticks_it(checks: ParcelChecks) -> None:
    assert ticked(checks) == ["1", "2"]
    assert checks.left_out() == 1
    for _ in range(3):
        QTest.keyClick(checks, Qt.Key.Key_Down)
    QTest.keyClick(checks, Qt.Key.Key_Space)
    assert ticked(checks) == ["1", "2", "3"]


def test_box_of_a_group_takes_all_away_and_gives_back_only_what_was_not_refused(
    checks: ParcelChecks,
) -> None:
    QTest.keyClick(checks, Qt.Key.Key_Space)
    assert ticked(checks) == []
    QTest.keyClick(checks, Qt.Key.Key_Space)
    assert ticked(checks) == ["1", "2"]


def test_click_anywhere_on_a_row_ticks_it_and_leaves_the_others(checks: ParcelChecks) -> None:
    head = checks.topLevelItem(0)
    assert head is not None
    row = checks.visualItemRect(head.child(1))
    at = QPoint(row.left() + 200, row.center().y())
    QTest.mouseClick(checks.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert ticked(checks) == ["1"]


def test_closed_group_cannot_be_ticked_and_says_why(checks: ParcelChecks) -> None:
    closed = checks.topLevelItem(1)
    assert closed is not None
    checks.setCurrentItem(closed)
    QTest.keyClick(checks, Qt.Key.Key_Space)
    assert ticked(checks) == ["1", "2"]
    assert "Bought as drop off." in closed.text(0)


def test_parcels_chosen_beforehand_are_the_only_ticked_ones(checks: ParcelChecks) -> None:
    checks.show_groups(to_lines(sheet()), [ShipmentId("2")])
    assert ticked(checks) == ["2"]
    assert waiting_count(sheet()) == 3


def test_sums_never_add_two_currencies(checks: ParcelChecks) -> None:
    checks.show_groups(to_lines(sheet()))
    rows = dict(totals(checks.chosen(), checks.left_out()))
    assert rows["Parcels"] == "2"
    assert rows["Weight together"] == "3,0\u00a0kg"
    assert rows["COD on board"] == "15,00\u00a0zł"
    both = price_words([Money(100, "PLN"), Money(200, "INR")])
    assert both == "1,00\u00a0zł + 2,00\u00a0₹"


def test_price_that_one_courier_does_not_tell_is_said_beside_the_others() -> None:
    assert price_words([Money(950, "PLN"), None]) == "9,50\u00a0zł + by contract"
    assert price_words([]) == ""
