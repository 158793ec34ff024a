"""Money as whole minor units of one currency; never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_NO_MINOR = frozenset({"JPY", "KRW", "CLP", "VND", "ISK"})
_THREE = frozenset({"BHD", "KWD", "OMR", "JOD", "TND"})


def exponent(currency: str) -> int:
    """Return how many decimals the currency has."""
    if currency in _NO_MINOR:
        return 0
    return 3 if currency in _THREE else 2


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (grosz, paisa, cent) with its ISO 4217 currency."""

    minor: int
    currency: str

    @classmethod
    def from_decimal(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Make money of a decimal amount, rounding half up at the currency's decimals.

        Raises ValueError when the amount is not a finite number.
        """
        try:
            value = Decimal(amount)
        except InvalidOperation as error:
            raise ValueError(str(amount)) from error
        if not value.is_finite():
            raise ValueError(str(amount))
        scaled = value.scaleb(exponent(currency))
        whole = int(scaled)
        if whole != scaled:
            whole = int(scaled.to_integral_value(ROUND_HALF_UP))
        return cls(whole, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def plain(self) -> str:
        """Return digits with a point and all decimals, as services want it: `1249.50`."""
        return f"{self.amount:.{exponent(self.currency)}f}"

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency}+{other.currency}")
        return Money(self.minor + other.minor, self.currency)
