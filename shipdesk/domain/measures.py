"""Weight in grams, length in millimetres, and the parcel made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

LOCKER_SIZES: dict[str, tuple[int, int, int]] = {
    "A": (640, 380, 80),
    "B": (640, 380, 190),
    "C": (640, 380, 410),
}
"""Inner sizes of InPost's locker boxes in mm, longest side first (ShipX reference § 5.4)."""

VOLUMETRIC_DIVISOR = 5_000_000
"""mm³ per kg: the trade's L×B×H/5000 in cm."""


class Source(StrEnum):
    """Where a parcel's figures come from; all but TYPED are shown as assumed."""

    TYPED = "typed"
    ITEMS = "items"
    PRODUCT = "product"
    PRESET = "preset"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One box: dead weight in grams, sides in mm (0 = not known), locker size if chosen."""

    weight_g: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    size: str = ""
    source: Source = Source.NONE

    @property
    def assumed(self) -> bool:
        """Whether nobody measured it: it was taken from items, product or preset."""
        return self.source in {Source.ITEMS, Source.PRODUCT, Source.PRESET}

    @property
    def sides(self) -> tuple[int, int, int]:
        """The sides in mm, longest first."""
        longest, middle, shortest = sorted(
            (self.length_mm, self.width_mm, self.height_mm), reverse=True
        )
        return longest, middle, shortest

    @property
    def volumetric_weight_g(self) -> int:
        """Weight by size in grams; 0 when a side is not known."""
        return self.length_mm * self.width_mm * self.height_mm * 1000 // VOLUMETRIC_DIVISOR

    def with_size(self, size: str) -> Parcel:
        """Return the parcel put into a locker size A, B or C."""
        return replace(self, size=size)


def smallest_size(parcel: Parcel) -> str:
    """Return the smallest locker size that holds the parcel; "" when none does or unknown."""
    if not all(parcel.sides):
        return ""
    for size, box in LOCKER_SIZES.items():
        inner = sorted(box, reverse=True)
        if all(side <= room for side, room in zip(parcel.sides, inner, strict=True)):
            return size
    return ""
