"""What a person may ask of a courier besides carrying one box: more boxes, extras, insurance."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money


@dataclass(frozen=True, slots=True)
class ShipOptions:
    """What was asked for one order; the empty one is a plain parcel.

    `boxes` are the further ones, each with its own weight in grams and sides in millimetres;
    `extras` are ids of additional services; `insurance` None leaves it to the COD rule of the
    service; `cost_centre` is the name of one that the account has.
    """

    boxes: tuple[Parcel, ...] = ()
    extras: tuple[str, ...] = ()
    weekend: bool = False
    insurance: Money | None = None
    comment: str = ""
    cost_centre: str = ""

    @property
    def plain(self) -> bool:
        """Whether nothing was asked for."""
        return self == PLAIN


PLAIN = ShipOptions()


@dataclass(frozen=True, slots=True)
class OptionChoices:
    """What an account's courier can be asked for, over all of its services; a form draws it.

    `boxes`: how many one shipment may hold. `extras`: id and title each. `comment`: the fewest and
    the most characters that are printed, (0, 0) where there is no room for one.
    """

    boxes: int = 1
    extras: tuple[tuple[str, str], ...] = ()
    weekend: bool = False
    insurance: bool = False
    comment: tuple[int, int] = (0, 0)
    cost_centres: bool = False

    def merged(self, other: OptionChoices) -> OptionChoices:
        """Return what at least one of two couriers can be asked for."""
        both = dict((*self.extras, *other.extras))
        return OptionChoices(
            boxes=max(self.boxes, other.boxes),
            extras=tuple(both.items()),
            weekend=self.weekend or other.weekend,
            insurance=self.insurance or other.insurance,
            comment=max(self.comment, other.comment, key=lambda span: span[1]),
            cost_centres=self.cost_centres or other.cost_centres,
        )

    def refuses(self, options: ShipOptions) -> str:
        """Return why the courier cannot do what was asked for, whatever the service; "" else.

        A comment or a cost centre that it has no room for changes nothing about the parcel.
        """
        boxes = 1 + len(options.boxes)
        if boxes > self.boxes:
            return f"Takes {self.boxes} parcel at a time; this order has {boxes}."
        titles = dict(self.extras)
        if any(extra not in titles for extra in options.extras):
            return "Does not offer the additional services that were chosen."
        if options.weekend and not self.weekend:
            return "Delivers no weekend parcels."
        if options.insurance is not None and not self.insurance:
            return "Takes no insurance of its own choosing."
        return ""


NO_CHOICES = OptionChoices()
"""A courier that carries one plain parcel."""
