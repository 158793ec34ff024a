"""The worlds to begin with, by name: the demo's, the tests', an empty one, or one of any size."""

from __future__ import annotations

from collections.abc import Callable

from shipdesk.simulator.seed_bulk import plant_bulk
from shipdesk.simulator.seed_demo import BUSINESS, plant_demo
from shipdesk.simulator.seed_operations import plant_operations
from shipdesk.simulator.seed_shop import open_business
from shipdesk.simulator.seed_test import plant_test
from shipdesk.simulator.world import World


def plant_empty(world: World) -> None:
    """A business without customers, products and orders."""
    open_business(world, BUSINESS, ())


SEEDS: dict[str, Callable[[World], None]] = {
    "demo": plant_demo,
    "test": plant_test,
    "empty": plant_empty,
}


def plant(world: World, name: str, orders: int = 0) -> None:
    """Fill an empty world; with `orders` it holds that many made-up ones instead of the seed's.

    Dates are relative to the world's clock and everything else is the same every time.
    Raises ValueError for an unknown name.
    """
    if name not in SEEDS:
        raise ValueError(f"no such seed: {name}")
    if orders > 0:
        plant_bulk(world, orders)
    else:
        SEEDS[name](world)
    if name != "empty":
        plant_operations(world)
