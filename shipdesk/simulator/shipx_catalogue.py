"""What the Polish courier sells: services, extras, sizes, prices, and the ways a parcel goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

CARRIERS = {
    "inpost_locker": ("InPost Paczkomaty", "InPost Paczkomaty - Przesyłki paczkomatowe"),
    "inpost_courier": ("InPost Kurier", "InPost Kurier - Przesyłki kurierskie"),
    "inpost_letter": ("InPost Listy", "InPost Listy - Przesyłki listowe"),
}


class Service(NamedTuple):
    """One service: its carrier and the extras that the system's catalogue lists for it."""

    name: str
    description: str
    carrier: str
    extras: tuple[str, ...]


_EXPRESS = ("insurance", "cod", "sms", "email", "saturday", "rod")

SERVICES: dict[str, Service] = {
    "inpost_locker_standard": Service(
        "Paczkomatowa standardowa", "Przesyłka paczkomatowa standardowa", "inpost_locker",
        ("insurance", "cod", "labelless", "end_of_week_collection"),
    ),
    "inpost_locker_economy": Service(
        "Paczkomatowa ekonomiczna", "Przesyłka paczkomatowa ekonomiczna", "inpost_locker",
        ("insurance", "cod"),
    ),
    "inpost_locker_allegro": Service(
        "Allegro Paczkomaty24/7 InPost", "Przesyłka paczkomatowa Allegro", "inpost_locker",
        ("insurance", "cod"),
    ),
    "inpost_locker_pass_thru": Service(
        "Podaj dalej", "Przesyłka paczkomatowa Podaj dalej", "inpost_locker",
        ("insurance", "cod", "end_of_week_collection"),
    ),
    "inpost_locker_standard_smart": Service(
        "Paczkomatowa standardowa", "Przesyłka paczkomatowa Smart", "inpost_locker",
        ("insurance",),
    ),
    "inpost_locker_allegro_smart": Service(
        "Allegro Paczkomaty24/7 InPost", "Przesyłka paczkomatowa Allegro Smart", "inpost_locker",
        ("insurance",),
    ),
    "inpost_courier_allegro": Service(
        "Allegro Kurier24 InPost", "Przesyłka kurierska Allegro", "inpost_locker",
        ("insurance", "cod"),
    ),
    "inpost_courier_c2c": Service(
        "Kurier standard", "Przesyłka kurierska C2C", "inpost_locker",
        ("insurance", "cod", "labelless"),
    ),
    "inpost_courier_palette": Service(
        "Paleta standard", "Paleta standard", "inpost_courier",
        ("insurance", "cod", "sms", "email", "rod"),
    ),
    "inpost_courier_standard": Service(
        "Kurier standard", "Przesyłka kurierska standardowa", "inpost_courier",
        ("insurance", "cod", "sms", "email", "saturday", "dor1720", "rod"),
    ),
    "inpost_courier_express_1000": Service(
        "Kurier doręczenie 10:00", "Przesyłka kurierska z doręczeniem do 10:00", "inpost_courier",
        (*_EXPRESS, "forhour_9", "forhour_10"),
    ),
    "inpost_courier_express_1200": Service(
        "Kurier doręczenie 12:00", "Przesyłka kurierska z doręczeniem do 12:00", "inpost_courier",
        (*_EXPRESS, "forhour_11", "forhour_12"),
    ),
    "inpost_courier_express_1700": Service(
        "Kurier doręczenie 17:00", "Przesyłka kurierska z doręczeniem do 17:00", "inpost_courier",
        (*_EXPRESS, *(f"forhour_{hour}" for hour in range(13, 18))),
    ),
    "inpost_courier_alcohol": Service("eSmartMIX", "eSmartMIX", "inpost_courier", ()),
    "inpost_letter_allegro": Service(
        "Allegro miniKurier24 InPost", "Przesyłka listowa Allegro", "inpost_letter",
        ("insurance", "cod"),
    ),
}  # fmt: skip
"""The 15 services of `GET /v1/services`, in its order (reference §5.7)."""

POP_SERVICE = "inpost_locker_customer_service_point"
"""What the server makes of inpost_locker_standard when the target is a POP point."""

POP = Service("Paczkopunkt", "Przesyłka do punktu obsługi klienta", "inpost_locker", ())

EXTRAS = {
    "insurance": "Dodatkowa ochrona",
    "cod": "Pobranie",
    "sms": "Powiadomienie SMS",
    "email": "Powiadomienie e-mail",
    "saturday": "Doręczenie w sobotę",
    "dor1720": "Doręczenie 17:00-20:00",
    "rod": "Zwrot dokumentów",
    "labelless": "Nadanie bez etykiety",
    "end_of_week_collection": "Paczka w Weekend",
    **{f"forhour_{hour}": f"Doręczenie na godzinę {hour}:00" for hour in range(9, 18)},
}

SENDING_METHODS = {
    "parcel_locker": "Nadanie w Paczkomacie",
    "pok": "Nadanie w Punkcie Obsługi Klienta",
    "pop": "Nadanie w PaczkoPunkcie",
    "courier_pok": "Nadanie przesyłki kurierskiej w Punkcie Obsługi Klienta",
    "branch": "Nadanie w Oddziale",
    "dispatch_order": "Odbiór przez kuriera",
    "any_point": "Nadanie w dowolnym punkcie",
}
"""All ways of handing in, in the order of the service's own answer."""

_FOR_LOCKERS = ("parcel_locker", "pok", "pop", "dispatch_order", "any_point")
_FOR_CONSUMERS = ("parcel_locker", "pop", "dispatch_order")
_FOR_COURIERS = ("pop", "courier_pok", "branch", "dispatch_order")

SIZES = {
    "small": ("A", 380, 640, 80),
    "medium": ("B", 380, 640, 190),
    "large": ("C", 380, 640, 410),
    "xlarge": ("D", 500, 500, 800),
    "letter_a": ("", 240, 320, 30),
    "letter_b": ("", 240, 320, 60),
    "letter_c": ("", 400, 600, 600),
}
"""Template: letter on the label, then length, width, height in millimetres as answers give them."""

TEMPLATE_WEIGHT = 25

NEEDS_TARGET = frozenset(
    {
        "inpost_locker_standard", "inpost_locker_economy", "inpost_locker_allegro",
        "inpost_locker_pass_thru", "inpost_locker_standard_smart", "inpost_locker_allegro_smart",
        "inpost_letter_allegro",
    }
)  # fmt: skip
NEEDS_METHOD = frozenset({"inpost_courier_c2c", "inpost_locker_allegro", "inpost_courier_allegro"})
NEEDS_INSURANCE_WITH_COD = frozenset(
    {
        "inpost_courier_standard", "inpost_courier_palette", "inpost_courier_express_1000",
        "inpost_courier_express_1200", "inpost_courier_express_1700",
    }
)  # fmt: skip

LOCKER_FLOW = (
    ("dispatched_by_sender", 150),
    ("taken_by_courier", 110),
    ("adopted_at_source_branch", 75),
    ("sent_from_source_branch", 180),
    ("adopted_at_sorting_center", 210),
    ("sent_from_sorting_center", 130),
    ("adopted_at_target_branch", 250),
    ("out_for_delivery", 80),
    ("ready_to_pickup", 120),
    ("delivered", 310),
)
COURIER_FLOW = (
    ("collected_from_sender", 170),
    ("taken_by_courier", 20),
    ("adopted_at_source_branch", 120),
    ("sent_from_source_branch", 180),
    ("adopted_at_sorting_center", 210),
    ("sent_from_sorting_center", 130),
    ("adopted_at_target_branch", 250),
    ("out_for_delivery_to_address", 90),
    ("delivered", 170),
)
"""The usual way of a parcel: status, and minutes after the one before it."""

ORIGIN_STATUS = {
    "confirmed": "PPN",
    "dispatched_by_sender": "NWP",
    "adopted_at_source_branch": "PWO",
    "sent_from_source_branch": "WZO",
    "out_for_delivery": "PDD_2",
    "out_for_delivery_to_address": "PDD_2",
    "ready_to_pickup": "UWP",
    "delivered": "DOR",
}


def service(service_id: str) -> Service:
    """The service of that id, the hidden POP one included; raises KeyError."""
    return POP if service_id == POP_SERVICE else SERVICES[service_id]


def is_locker(service_id: str) -> bool:
    """Whether the parcel is received at a machine or point (so no address is needed)."""
    return service_id == POP_SERVICE or service_id in NEEDS_TARGET


def methods_of(service_id: str) -> tuple[str, ...]:
    """The ways of handing in that the service takes (reference §5.5)."""
    if service_id == "inpost_locker_pass_thru":
        return ("parcel_locker",)
    if service_id in {"inpost_locker_allegro", "inpost_courier_allegro", "inpost_courier_c2c"}:
        return _FOR_CONSUMERS
    if service_id == "inpost_letter_allegro":
        return _FOR_CONSUMERS
    return _FOR_LOCKERS if is_locker(service_id) else _FOR_COURIERS


class Size(NamedTuple):
    """One parcel for pricing: template if any, sides in millimetres, weight in kilograms."""

    template: str | None
    sides: tuple[float, float, float]
    weight: float
    non_standard: bool


def smallest_template(parcel: Size) -> str | None:
    """The smallest locker size that the parcel goes into in any position; None when none does."""
    if parcel.template is not None:
        return parcel.template
    if parcel.weight > TEMPLATE_WEIGHT:
        return None
    sides = sorted(parcel.sides)
    for name in ("small", "medium", "large"):
        room = sorted(SIZES[name][1:])
        if all(side <= most for side, most in zip(sides, room, strict=True)):
            return name
    return None


@dataclass(frozen=True, slots=True)
class Price:
    """What a shipment costs, in złoty; `fuel` is part of `base`, the others come on top."""

    base: Decimal
    fuel: Decimal
    notification: Decimal
    cod: Decimal
    insurance: Decimal
    extras: Decimal

    @property
    def total(self) -> Decimal:
        """All that is charged for the shipment."""
        return self.base + self.notification + self.cod + self.insurance + self.extras


_LOCKER_PRICES = {"small": "12.50", "medium": "13.99", "large": "16.49"}
_C2C_PRICES = {"small": "15.49", "medium": "16.99", "large": "19.99", "xlarge": "34.99"}
_COURIER_PRICES = ((5, "16.99"), (10, "19.49"), (20, "23.99"), (30, "28.99"))
_EXPRESS_EXTRA = {
    "inpost_courier_express_1000": "30.00",
    "inpost_courier_express_1200": "18.00",
    "inpost_courier_express_1700": "9.00",
}
_COURIER_LIMIT_MM = (3500, 2400, 2400)


def _base(service_id: str, parcel: Size) -> Decimal | None:
    """The price of one parcel without extras; None when the service cannot take it."""
    if service_id == "inpost_courier_palette":
        return Decimal("149.00")
    if is_locker(service_id) or service_id in {"inpost_courier_c2c", "inpost_courier_allegro"}:
        prices = _LOCKER_PRICES if is_locker(service_id) else _C2C_PRICES
        if service_id == "inpost_letter_allegro":
            return Decimal("9.49")
        template = smallest_template(parcel)
        found = prices.get(template or "")
        if found is None:
            return None
        cheaper = Decimal("2.00") if service_id == "inpost_locker_economy" else Decimal(0)
        return Decimal(found) - cheaper
    room = zip(sorted(parcel.sides), sorted(_COURIER_LIMIT_MM), strict=True)
    if not all(side <= most for side, most in room):
        return None
    for most, price in _COURIER_PRICES:
        if parcel.weight <= most:
            extra = Decimal("15.00") if parcel.non_standard else Decimal(0)
            return Decimal(price) + Decimal(_EXPRESS_EXTRA.get(service_id, "0")) + extra
    return None


def price(
    service_id: str,
    parcels: Sequence[Size],
    *,
    cod: Decimal | None,
    insurance: Decimal | None,
    extras: Sequence[str],
    factor: Decimal = Decimal(1),
) -> Price | None:
    """The price of a shipment; None when a parcel is too big or heavy. `factor` lifts carriage."""
    bases = [_base(service_id, parcel) for parcel in parcels]
    sized = [base for base in bases if base is not None]
    if len(sized) != len(bases):
        return None
    base = _cents(sum(sized, Decimal(0)) * factor)
    courier = service(service_id).carrier == "inpost_courier"
    notification = Decimal("0.30") * ("sms" in extras) + Decimal("0.20") * ("email" in extras)
    others = [one for one in extras if one not in {"sms", "email", "labelless"}]
    return Price(
        base=base,
        fuel=_cents(base * Decimal("0.05")) if courier else Decimal(0),
        notification=notification,
        cod=Decimal("3.50") if cod else Decimal(0),
        insurance=max(Decimal(1), _cents(insurance * Decimal("0.0002")))
        if insurance
        else Decimal(0),
        extras=Decimal("6.00") * len(others),
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
