"""A world of any number of orders, quick to make, for measurements."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from shipdesk.simulator.places import INDIAN_TOWNS, LOCKERS
from shipdesk.simulator.seed_demo import BUSINESS
from shipdesk.simulator.seed_goods import INDIAN_GOODS, POLISH_GOODS
from shipdesk.simulator.seed_people import INDIAN_NAMES, POLISH_NAMES
from shipdesk.simulator.seed_shop import open_business
from shipdesk.simulator.world import World

OPEN_SHARE = 10
"""Every tenth order is open; the others are delivered."""

LINES = 4
NOTE = (
    "The buyer asks to ring twice and to leave the parcel with the neighbour on the ground floor"
    " where nobody is at home; the gift is to be wrapped and the invoice sent to the firm by mail."
)
"""With them an order of a list is about 1.2 kB, as in the shops that were looked at."""

NO_LIMIT = 10_000_000


def plant_bulk(world: World, count: int) -> None:
    """Fill an empty world with `count` orders, one a minute back from now, without a rate limit."""
    open_business(world, BUSINESS, (*POLISH_GOODS, *INDIAN_GOODS))
    world.knobs["rate_limit"] = NO_LIMIT
    book = world.dispatch
    now = world.clock.now()
    customers = {name: book.new_guid() for name in (*POLISH_NAMES, *INDIAN_NAMES)}
    for place in range(count):
        indian = place % 3 == 0
        name = (INDIAN_NAMES if indian else POLISH_NAMES)[place % 24]
        town, point = INDIAN_TOWNS[place % len(INDIAN_TOWNS)], LOCKERS[place % len(LOCKERS)]
        lines = [
            (INDIAN_GOODS if indian else POLISH_GOODS)[(place + step) % 11] for step in range(LINES)
        ]
        book.add_order(
            {
                "orderNumber": f"ORD-{place + 1:06d}",
                "status": "pending" if place % OPEN_SHARE == 0 else "delivered",
                "customer": {
                    "guid": customers[name],
                    "name": name,
                    "email": f"buyer{place % 24}@example.test",
                },
                "items": [
                    {
                        "guid": customers[name],
                        "description": f"{line.name}, made by hand in our workshop, batch {place}",
                        "quantity": 1 + place % 3,
                        "price": Decimal(line.price),
                        "dimensions": line.dimensions(),
                        "sku": line.sku,
                    }
                    for line in lines
                ],
                "deliveryAddress": {
                    "name": name,
                    "street": f"{town.area} {place % 90 + 1}" if indian else f"ul. Polna {place}",
                    "city": town.city if indian else point.town,
                    "state": town.state if indian else "",
                    "postalCode": town.pincode if indian else point.post_code,
                    "country": "IN" if indian else "PL",
                    "phone": "+91 9810012345" if indian else "+48 600 100 200",
                },
                "currency": lines[0].currency,
                "externalReference": f"SHOP-{place + 1}",
                "notes": f"Payment: paid\n{NOTE}",
                "createdAt": now - timedelta(minutes=count - place),
            }
        )
