"""The demo's past: parcels delivered, under way, failed, waiting for the courier, cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from shipdesk.simulator.places import LOCKERS
from shipdesk.simulator.seed_people import INDIAN_NAMES, POLISH_NAMES, indian_town
from shipdesk.simulator.seed_shop import (
    Wanted,
    place_order,
    ship_with_dash101,
    ship_with_inpost,
)
from shipdesk.simulator.seed_wanted import to_door, to_indian_town, to_locker
from shipdesk.simulator.world import World

DONE_POLISH, DONE_INDIAN = 131, 56
FAILED_POLISH, FAILED_INDIAN = 1, 2
WAITING, COLLECTED_TOGETHER = 6, 4
CANCELLED = 2
_ON_THE_WAY_POLISH = (
    "sent_from_source_branch", "adopted_at_sorting_center", "sent_from_source_branch",
    "out_for_delivery", "adopted_at_sorting_center", "out_for_delivery", "ready_to_pickup",
    "sent_from_source_branch", "adopted_at_sorting_center", "ready_to_pickup", "out_for_delivery",
    "adopted_at_sorting_center", "sent_from_source_branch",
)  # fmt: skip
_ON_THE_WAY_INDIAN = ("3", "3", "11", "3", "3", "11", "3")


class Past(NamedTuple):
    """An order and what became of it: the courier's status, or "" where none has it."""

    wanted: Wanted
    status: str = ""
    together: bool = False


def plant_past(world: World, still_open: list[Wanted], number: int) -> None:
    """Put the past and the made-up open orders in, numbered downwards by age from `number`."""
    entries = [Past(wanted) for wanted in still_open]
    entries += _done(world)
    entries += _under_way(world)
    entries += _waiting(world)
    for days in range(CANCELLED):
        wanted = to_door(world, _polish_name(world), "paid", timedelta(days=3 + 5 * days))
        entries.append(Past(replace(wanted, status="cancelled", remark="Cancelled by the buyer")))
    entries.sort(key=lambda entry: entry.wanted.created_at)
    first = number - len(entries) + 1
    together = []
    for place, entry in enumerate(entries):
        wanted = replace(entry.wanted, number=f"ORD-{first + place:06d}")
        parcel = _place(world, wanted, entry.status)
        if entry.together:
            together.append(parcel)
    moment = world.clock.now() - timedelta(hours=2)
    world.shipx.add_dispatch_order(
        together, status="sent", created_at=moment, comment="Ring at the workshop, ramp 2"
    )


def _place(world: World, wanted: Wanted, status: str) -> int:
    """One order with its parcel, if it has one; gives InPost's id of the parcel, else 0."""
    order = place_order(world, wanted)
    if not status:
        return 0
    if wanted.country == "PL":
        return ship_with_inpost(world, order, wanted, status)
    ship_with_dash101(world, order, wanted, status)
    return 0


def _done(world: World) -> list[Past]:
    polish = [
        Past(_polish(world, place, _days(world, 6, 30)), "delivered")
        for place in range(DONE_POLISH)
    ]
    indian = [Past(_indian(world, place, _days(world, 8, 30)), "4") for place in range(DONE_INDIAN)]
    return [*polish, *indian]


def _under_way(world: World) -> list[Past]:
    entries = [
        Past(_polish(world, place, _days(world, 2, 4), locker=status == "ready_to_pickup"), status)
        for place, status in enumerate(_ON_THE_WAY_POLISH)
    ]
    entries += [
        Past(_indian(world, place, _days(world, 3, 5)), status)
        for place, status in enumerate(_ON_THE_WAY_INDIAN)
    ]
    entries += [
        Past(to_door(world, _polish_name(world), "paid", _days(world, 5, 6)),
             "undelivered_wrong_address")
        for _ in range(FAILED_POLISH)
    ]  # fmt: skip
    entries += [
        Past(_indian(world, place, _days(world, 5, 7)), "12") for place in range(FAILED_INDIAN)
    ]
    return entries


def _waiting(world: World) -> list[Past]:
    """Parcels with a label that a courier has not fetched; four of them are in one pickup."""
    return [
        Past(_polish(world, place, _days(world, 1, 2)), "confirmed", place < COLLECTED_TOGETHER)
        for place in range(WAITING)
    ]


def _polish(world: World, place: int, age: timedelta, *, locker: bool = False) -> Wanted:
    """Every second to a locker, every fifth paid on delivery."""
    payment = "COD" if place % 5 == 4 else "paid"  # noqa: PLR2004 - every fifth
    name = _polish_name(world)
    if locker or place % 2 == 0:
        return to_locker(world, name, payment, world.rng.choice(LOCKERS), age)
    return to_door(world, name, payment, age)


def _indian(world: World, place: int, age: timedelta) -> Wanted:
    payment = "COD" if place % 2 == 0 else "paid"
    return to_indian_town(
        world, world.rng.choice(INDIAN_NAMES), payment, indian_town(world.rng), age
    )


def _polish_name(world: World) -> str:
    return world.rng.choice(POLISH_NAMES)


def _days(world: World, low: int, high: int) -> timedelta:
    return timedelta(minutes=world.rng.randint(low * 1440, high * 1440))
