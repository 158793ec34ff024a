"""The demo's open orders: 63 of them, 40 in Poland and 23 in India, a few not ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from shipdesk.simulator.places import INDIAN_TOWNS, LOCKERS, locker
from shipdesk.simulator.seed_demo_past import plant_past
from shipdesk.simulator.seed_goods import INDIAN_GOODS, POLISH_GOODS
from shipdesk.simulator.seed_people import (
    INDIAN_NAMES,
    POLISH_NAMES,
    email_of,
    indian_phone,
    indian_street,
    polish_phone,
    polish_street,
)
from shipdesk.simulator.seed_shop import Wanted, open_business, place_order
from shipdesk.simulator.seed_wanted import to_door, to_indian_town, to_locker
from shipdesk.simulator.world import World

PAID, COD, UNKNOWN = "paid", "COD", ""
HOLD = "on_hold"
BUSINESS: dict[str, Any] = {
    "name": "Kwiat i Glina",
    "email": "shop@example.test",
    "phone": "+48 600 700 800",
    "address": {
        "street": "ul. Wielicka 28",
        "city": "Kraków",
        "state": "",
        "postalCode": "30-552",
        "country": "PL",
    },
    "settings": {"timezone": "Europe/Warsaw", "currency": "PLN"},
}
LAST_LISTED = 848
"""The lowest order number of the hand-written lines; the made-up ones go on below it."""


class Line(NamedTuple):
    """One hand-written open order: number, minutes ago, who, where, what, how paid."""

    number: int
    minutes: int
    name: str
    where: str
    lines: tuple[tuple[str, int], ...]
    payment: str
    street: str = ""
    phone: str = ""


POLISH_LINES = (
    Line(871, 24, "Jan Nowak", "KRA010", (("MUG-SAND", 4),), PAID, "ul. Prosta 5",
         "+48 600 100 200"),
    Line(868, 48, "Zofia Wiśniewska", "WAW21M", (("BOWL-BLUE", 2),), COD),
    Line(867, 69, "Grzegorz Szczęsny", "Łódź 90-361", (("VASE-ASH", 1),), PAID),
    Line(865, 86, "Małgorzata Lis", "GDA03N", (("CANDLE-FIG", 1),), PAID),
    Line(862, 111, "Tomasz Zieliński", "Poznań 61-706", (("PLATE-SET", 2), ("CUP-PAIR", 4)), COD),
    Line(861, 128, "Ewa Kamińska", "POZ18A", (("NAPKIN-2", 2),), PAID),
    Line(859, 149, "Piotr Wójcik", "WRO42M", (("MUG-MOSS", 1),), PAID),
    Line(858, 165, "Studio Kwadrat", "Katowice 40-012", (("TEAPOT", 12),), PAID),
    Line(856, 181, "Anna Dąbrowska", "LUB07A", (("JUG-CREAM", 1), ("MUG-SAND", 2)), UNKNOWN),
    Line(855, 198, "Karol Mazur", "Rzeszów 35-030", (("PLANTER-S", 1),), PAID),
    Line(853, 235, "Joanna Krawczyk", "SZC11N", (("BOARD-OAK", 1),), COD),
    Line(851, 900, "Marek Jankowski", "Białystok 15-062", (("THROW", 2),), PAID),
    Line(849, 1010, "Agnieszka Pawlak", "KRA118M", (("BUTTER", 1),), PAID),
    Line(848, 1060, "Krzysztof Duda", "TOR05A", (("SPOON", 2),), PAID),
)  # fmt: skip
INDIAN_LINES = (
    Line(870, 35, "Asha Rao", "Pune", (("SCARF-BLOCK", 1),), COD),
    Line(866, 75, "Vikram Deshpande", "Nagpur", (("DIYA-BRASS", 3),), UNKNOWN),
    Line(863, 104, "Priya Nair", "Kochi", (("DABBA", 1),), PAID),
    Line(860, 142, "Rohan Mehta", "Mumbai", (("CUSHION", 2),), COD),
    Line(857, 174, "Lakshmi Iyer", "Chennai", (("POT-TERRA", 1),), PAID),
    Line(854, 216, "Arjun Banerjee", "Kolkata", (("TOTE-JUTE", 2),), COD),
    Line(850, 980, "Neha Kulkarni", "Bengaluru", (("STOLE-SILK", 1),), COD),
)
MADE_UP_LOCKERS = 11
MADE_UP_DOORS = 15
MADE_UP_COD = 8
MADE_UP_PREPAID = 8


def plant_demo(world: World) -> None:
    """Fill an empty world with the demo's shop, its open orders and its past."""
    open_business(world, BUSINESS, (*POLISH_GOODS, *INDIAN_GOODS))
    by_hand = [_polish(world, line) for line in POLISH_LINES]
    by_hand += [_indian(world, line) for line in INDIAN_LINES]
    plant_past(world, _made_up(world), LAST_LISTED - 1)
    for wanted in sorted(by_hand, key=lambda wanted: wanted.created_at):
        place_order(world, wanted)


def _polish(world: World, line: Line) -> Wanted:
    """A hand-written Polish order: `where` is a locker's code, or a town with its post code."""
    rng = world.rng
    point = locker(line.where)
    town, _, post_code = line.where.rpartition(" ")
    return Wanted(
        name=line.name,
        company=line.name if line.name.startswith("Studio") else "",
        street=line.street or polish_street(rng),
        city=point.town if point else town,
        post_code=point.post_code if point else post_code,
        country="PL",
        phone=line.phone or polish_phone(rng),
        lines=line.lines,
        payment=line.payment,
        created_at=world.clock.now() - timedelta(minutes=line.minutes),
        locker=point.code if point else "",
        number=f"ORD-{line.number:06d}",
        email=email_of(line.name),
        bare_code=line.number in {861, 849},
    )


def _indian(world: World, line: Line) -> Wanted:
    rng = world.rng
    town = next(town for town in INDIAN_TOWNS if town.city == line.where)
    return Wanted(
        name=line.name,
        street=indian_street(rng, town),
        city=town.city,
        state=town.state,
        post_code=town.pincode,
        country="IN",
        phone=indian_phone(rng),
        lines=line.lines,
        payment=line.payment,
        created_at=world.clock.now() - timedelta(minutes=line.minutes),
        number=f"ORD-{line.number:06d}",
        email=email_of(line.name),
    )


def _made_up(world: World) -> list[Wanted]:
    """The rest of the open orders, with those that are on hold, lack data or hold a mistake."""
    polish = iter(world.rng.sample(POLISH_NAMES, MADE_UP_LOCKERS + MADE_UP_DOORS))
    indian = iter(world.rng.sample(INDIAN_NAMES, MADE_UP_COD + MADE_UP_PREPAID))
    points = world.rng.sample(LOCKERS[1:], MADE_UP_LOCKERS)
    to_lockers = [
        to_locker(world, next(polish), COD if place % 4 == 1 else PAID, point, _age(world))
        for place, point in enumerate(points)
    ]
    to_doors = [
        to_door(world, next(polish), COD if place % 4 == 1 else PAID, _age(world))
        for place in range(MADE_UP_DOORS)
    ]
    to_india = [
        to_indian_town(
            world, next(indian), COD if place % 2 else PAID, INDIAN_TOWNS[7 + place], _age(world)
        )
        for place in range(MADE_UP_COD + MADE_UP_PREPAID)
    ]
    _spoil(to_lockers, to_doors, to_india)
    return [*to_lockers, *to_doors, *to_india]


def _spoil(to_lockers: list[Wanted], to_doors: list[Wanted], to_india: list[Wanted]) -> None:
    """Four on hold, two that lack data (two more lack a payment), three with a mistake.

    Each mistake has an obvious mending: a trunk zero that Poland gave up in 2009, letters where
    zeros belong, and a letter that Dash101 does not take.
    """
    to_lockers[3] = replace(to_lockers[3], status=HOLD, remark="Hold: the buyer moves house")
    to_doors[2] = replace(to_doors[2], status=HOLD, remark="Hold until the transfer arrives")
    to_doors[8] = replace(to_doors[8], status=HOLD, remark="Hold: asks to change the colour")
    to_india[4] = replace(to_india[4], status=HOLD, remark="Hold: festival delivery, ask first")
    to_doors[5] = replace(to_doors[5], phone="")
    to_india[7] = replace(to_india[7], post_code="")
    to_doors[11] = replace(to_doors[11], phone="0601 220 345")
    to_india[10] = replace(to_india[10], post_code=to_india[10].post_code.replace("0", "O"))
    name = "Zoë D’Souza"
    to_india[13] = replace(to_india[13], name=name, email="zoe.dsouza@example.test")


def _age(world: World) -> timedelta:
    """How long ago a made-up open order came in: from most of a day to three days and a half."""
    return timedelta(minutes=world.rng.randint(1_100, 5_000))
