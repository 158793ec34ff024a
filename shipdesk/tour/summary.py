"""What really happened, told by the simulator's books and the bar codes on the printed labels."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from shipdesk.printing.press import Press, print_worker
from shipdesk.tour.steps import INDIAN, POLISH, Tour


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that must be so, and what was found."""

    title: str
    holds: bool
    found: str


async def facts_of(tour: Tour, printed: Path) -> list[Fact]:
    """Compare books and paper; copies the printed labels beside the pictures."""
    facts: list[Fact] = []
    press = Press(print_worker())
    try:
        for courier, order in (("shipx", POLISH), ("dash101", INDIAN)):
            facts += await _shipment_facts(tour, press, printed, courier, order)
    finally:
        await press.aclose()
    facts += _book_facts(tour)
    missing = [name for name in tour.steps() if name not in tour.done]
    facts.append(
        Fact("Every step of the tour happened", not missing, ", ".join(missing) or "all of them")
    )
    return facts


async def _shipment_facts(
    tour: Tour, press: Press, printed: Path, courier: str, order: str
) -> list[Fact]:
    live = tour.shipments(courier, order)
    facts = [Fact(f"{order} is bought once", len(live) == 1, f"{len(live)} live shipments")]
    if not live:
        return [*facts, Fact(f"{order}: the label is printed", holds=False, found="no shipment")]
    number = str(live[0]["tracking_number"])
    file = printed / f"{number}-label-1.pdf"
    copies = _copies(printed, number)
    facts.append(Fact(f"{order}: printed once", len(copies) == 1, f"{len(copies)} files"))
    if file not in copies:
        return [*facts, Fact(f"{order}: the label's bar code", holds=False, found="no file")]
    kept = tour.folder / f"label-{order}.pdf"
    shutil.copyfile(file, kept)
    codes = [code.text for code in await press.decode(kept)]
    holds = any(number in code for code in codes)
    shown = ", ".join(codes) or "none"
    facts.append(Fact(f"{order}: the label's bar code is {number}", holds, shown))
    return facts


def _copies(printed: Path, number: str) -> list[Path]:
    return sorted(printed.glob(f"{number}-label-*.pdf"))


def _book_facts(tour: Tour) -> list[Fact]:
    books = tour.books()
    facts = []
    live = tour.shipments("shipx", POLISH)
    pickup = live[0].get("dispatch_order_id") if live else None
    orders = books["shipx"]["dispatch_orders"]
    found = [each for each in orders if each["id"] == pickup] if isinstance(orders, list) else []
    status = str(found[0]["status"]) if found else "none"
    booked = status in {"sent", "accepted", "done"}
    facts.append(Fact("The courier is booked for the Polish parcel", booked, status))
    told = books["dispatch"]["shipments"]
    numbers = {each["trackingNumber"] for each in told} if isinstance(told, list) else set()
    for courier, order in (("shipx", POLISH), ("dash101", INDIAN)):
        own = {str(each["tracking_number"]) for each in tour.shipments(courier, order)}
        known = bool(own) and own <= numbers
        words = "known there" if known else "not there"
        facts.append(Fact(f"{order}: the order book knows the tracking number", known, words))
    return facts


def write_summary(folder: Path, facts: list[Fact], failure: str) -> bool:
    """Write summary.txt and return whether everything holds."""
    lines = ["What the couriers' books and the printed bar codes say:", ""]
    lines += [f"{'yes' if fact.holds else 'NO '}  {fact.title}: {fact.found}" for fact in facts]
    if failure:
        lines += ["", f"The tour stopped: {failure}"]
    (folder / "summary.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return not failure and all(fact.holds for fact in facts)
