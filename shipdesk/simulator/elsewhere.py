"""A parcel bought by another hand: on InPost's own page, with no word to the order book."""

from __future__ import annotations

from datetime import timedelta

from shipdesk.simulator.world import World

_DIGITS = 22


def buy(
    world: World, order_number: str, *, minutes: float, collected: bool, reference: str
) -> dict[str, object]:
    """Put a paid courier parcel of an order into InPost's books, made some minutes ago.

    `collected`: with a collection that is booked for it, too. `reference`: the buyer's own id of
    it, as another program sends one. Raises KeyError for an order that is not there.
    """
    order = world.dispatch.order_numbered(order_number)
    if order is None:
        raise KeyError(f"no order {order_number}")
    to, customer = order["deliveryAddress"], order["customer"]
    street, _, building = str(to["street"]).rpartition(" ")
    number = "52" + "".join(str(world.rng.randint(0, 9)) for _ in range(_DIGITS))
    made = world.clock.now() - timedelta(minutes=minutes)
    shipment_id = world.shipx.add_existing(
        tracking_number=number,
        reference=order_number,
        name=str(to.get("name") or customer["name"]),
        phone=str(customer.get("phone") or "").replace("+48", "").replace(" ", ""),
        email=str(customer.get("email") or ""),
        street=street.removeprefix("ul. "),
        building_number=building,
        city=str(to["city"]),
        post_code=str(to["postalCode"]),
        status="confirmed",
        created_at=made,
        service="inpost_courier_standard",
        sending_method="dispatch_order",
    )
    if reference:
        world.shipx.shipments[shipment_id].asked["external_customer_id"] = reference
    booked = None
    if collected:
        booked = world.shipx.add_dispatch_order([shipment_id], status="new", created_at=made)
    return {"tracking_number": number, "id": shipment_id, "dispatch_order": booked}
