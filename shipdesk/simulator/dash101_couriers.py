"""The Indian aggregator's couriers: whom they reach, with cash or without, and at what price."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

HALF_KILO = Decimal("0.5")
SAME_ZONE, OTHER_ZONE = Decimal("1.0"), Decimal("1.3")
COD_FEE = Decimal(30)
COD_SHARE = Decimal("0.02")
_EXPRESS_LIMIT = Decimal(5)


class Courier(NamedTuple):
    """One courier: `base` rupees up to half a kilogram, `step` for each further half."""

    id: str
    name: str
    base: Decimal
    step: Decimal
    days: int
    takes_cod: bool


COURIERS = {
    courier.id: courier
    for courier in (
        Courier("4", "Delhivery", Decimal(45), Decimal(20), 3, takes_cod=True),
        Courier("1", "Simulator Express", Decimal(72), Decimal(28), 2, takes_cod=True),
        Courier("2", "Simulator Surface", Decimal(42), Decimal(15), 6, takes_cod=True),
        Courier("7", "Simulator Prepaid", Decimal(39), Decimal(14), 4, takes_cod=False),
    )
}
"""The four couriers of the reference (§16), by id."""


def serves(courier: Courier, drop: str, weight: Decimal, *, cod: bool) -> bool:
    """Whether the courier takes such a parcel to that pincode."""
    if drop.endswith("000") or drop.startswith("9"):
        return False
    if cod and not courier.takes_cod:
        return False
    return not (courier.id == "1" and weight > _EXPRESS_LIMIT)


def carriage(
    courier: Courier, pickup: str, drop: str, weight: Decimal, factor: Decimal = Decimal(1)
) -> Decimal:
    """The price of carriage in rupees, without the fee for cash."""
    over = max(weight - HALF_KILO, Decimal(0)) / HALF_KILO
    steps = over.to_integral_value(ROUND_CEILING)
    zone = SAME_ZONE if pickup[:1] == drop[:1] else OTHER_ZONE
    return rupees((courier.base + courier.step * steps) * zone * factor)


def cod_fee(total: Decimal) -> Decimal:
    """The fee for collecting cash: thirty rupees, or two per cent where that is more."""
    return max(COD_FEE, rupees(total * COD_SHARE))


def days(courier: Courier, pickup: str, drop: str) -> int:
    """How many days the parcel takes."""
    return courier.days if pickup[:1] == drop[:1] else courier.days + 1


def rupees(amount: Decimal) -> Decimal:
    """The amount to two places, half up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
