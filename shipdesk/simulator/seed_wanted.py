"""Makes up single orders: to a locker, to a door in Poland, to a town in India."""

from __future__ import annotations

from datetime import timedelta

from shipdesk.simulator.places import LOCKERS, Locker, Town
from shipdesk.simulator.seed_goods import INDIAN_GOODS, POLISH_GOODS, Goods
from shipdesk.simulator.seed_people import (
    email_of,
    indian_phone,
    indian_street,
    polish_phone,
    polish_street,
)
from shipdesk.simulator.seed_shop import Wanted
from shipdesk.simulator.world import World

BULKY = frozenset({"VASE-ASH", "LAMP-CANE"})
REMARKS = ("", "", "", "", "Please wrap as a gift", "Leave with the neighbour if away")
_FITS_A_LOCKER = tuple(goods for goods in POLISH_GOODS if goods.sku not in BULKY)


def to_locker(world: World, name: str, payment: str, point: Locker, age: timedelta) -> Wanted:
    """An order to a parcel locker; the address is the machine's, as shops fill it in."""
    return Wanted(
        name=name,
        street=f"ul. {point.street} {point.building}",
        city=point.town,
        post_code=point.post_code,
        country="PL",
        phone=polish_phone(world.rng),
        email=email_of(name),
        lines=_lines(world, _FITS_A_LOCKER),
        payment=payment,
        created_at=world.clock.now() - age,
        locker=point.code,
        remark=world.rng.choice(REMARKS[:-1]),
    )


def to_door(world: World, name: str, payment: str, age: timedelta) -> Wanted:
    """An order to a door in Poland."""
    town = world.rng.choice(LOCKERS)
    return Wanted(
        name=name,
        street=polish_street(world.rng),
        city=town.town,
        post_code=town.post_code,
        country="PL",
        phone=polish_phone(world.rng),
        email=email_of(name),
        lines=_lines(world, POLISH_GOODS),
        payment=payment,
        created_at=world.clock.now() - age,
        remark=world.rng.choice(REMARKS),
    )


def to_indian_town(world: World, name: str, payment: str, town: Town, age: timedelta) -> Wanted:
    """An order to a flat in India."""
    return Wanted(
        name=name,
        street=indian_street(world.rng, town),
        city=town.city,
        state=town.state,
        post_code=town.pincode,
        country="IN",
        phone=indian_phone(world.rng),
        email=email_of(name),
        lines=_lines(world, INDIAN_GOODS),
        payment=payment,
        created_at=world.clock.now() - age,
        remark=world.rng.choice(REMARKS),
    )


def _lines(world: World, goods: tuple[Goods, ...]) -> tuple[tuple[str, int], ...]:
    """One or two products, of the light ones at times several."""
    chosen = world.rng.sample(goods, 2 if world.rng.random() < 0.3 else 1)  # noqa: PLR2004
    return tuple(
        (item.sku, 1 if item.sku in BULKY else world.rng.choice((1, 1, 1, 2, 2, 3)))
        for item in chosen
    )
