"""All choices of a run, made from its seed: where to die, what to ask for, what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.crash.probe import CELLS, Target

RANDOM = "at a random moment"
_POLLED = ("buy ShipX", "buy Dash101", "dispatch order ShipX")
_BY_PERSON = ("intent: before it is written", "intent: written")
_SENT = (
    "attempt: before it is written",
    "request: not sent yet",
    "request: sent",
    "request: sent, done late",
    "request: sent, never done",
    "request: answered",
    "outcome: before it is written",
    "outcome: in its transaction",
    "outcome: written",
)
_ANYWHERE = (
    "label: not sent yet",
    "label: answered",
    "file: written",
    "look-up: not sent yet",
    "look-up: answered",
    "look-up outcome: before it is written",
    "look-up outcome: written",
    "restart: before it is written",
    "restart: written",
    "decision: before it is written",
    "decision: written",
)
_SEVERAL = frozenset({"buy Dash101", "buy Dispatch"})
_UNKNOWN = ("look-up", "decision")
REQUESTS = {
    "buy ShipX": ("shipx.shipments.create", "/shipments"),
    "buy Dash101": ("dash101.shipment_create", "/shipments"),
    "buy Dispatch": ("orders.create_shipment", "/shipment"),
    "void ShipX": ("shipx.shipments.cancel", ""),
    "void Dash101": ("dash101.order_cancel", "/orders/cancel"),
    "dispatch order ShipX": ("shipx.dispatch_orders.create", "/dispatch_orders"),
    "withdraw ShipX": ("shipx.dispatch_orders.cancel", ""),
}
"""The operation of the simulator that an act is, and how its address ends."""

ACTS = tuple(REQUESTS)
COMPARED = "buy ShipX by a compared offer"
_ALSO = {
    COMPARED: (
        "shipx.shipments.create",
        "shipx.shipments.update",
        "shipx.shipments.select_offer",
        "shipx.shipments.buy",
        "shipx.shipments.cancel",
    )
}
"""Acts of several requests; they have no named steps of their own."""

AT_ONE_GO = {
    "buy ShipX": "buy ShipX, three at one go",
    "buy Dash101": "buy Dash101, three at one go",
    "buy Dispatch": "buy ShipX, three at one go",
}
"""Acts that ask for the same as one that has named steps, several times in one transaction."""

_LOOKED_UP = tuple(act for act in ACTS if act != "void Dash101")
_ANY = (*ACTS, *_ALSO)
_LATEST_MS = 120_000
_NAMED_SHARE = 0.89
_TOGETHER_SHARE = 0.2


def dice(*parts: object) -> Random:
    """Return the choices that belong to a seed and a place: the same ones every time."""
    return Random("/".join(map(str, parts)))  # noqa: S311 - to be repeated, not to be secret


@dataclass(frozen=True, slots=True)
class Death:
    """One way to die: a named step of a cell ("" any), or at a random moment (no step)."""

    cell: str = ""
    step: str = ""

    def __str__(self) -> str:
        return " · ".join(part for part in (self.cell, self.step) if part) or RANDOM


@dataclass(frozen=True, slots=True)
class LifePlan:
    """What one life is to meet; `after_s` is when a random death comes, in the machine's time.

    `double`: everything is asked for twice at the same moment. `leaves`: the person now and then
    leaves an unknown unused. `broke`: InPost's wallet is empty. `window`: in the real window.
    `twin`: two processes on one profile.
    """

    death: Death
    target: Target | None
    acts: tuple[str, ...]
    faults: tuple[dict[str, object], ...]
    after_s: float
    double: bool
    leaves: bool
    broke: bool
    window: bool
    twin: bool
    seed: int


def deaths() -> tuple[Death, ...]:
    """Return every named step of every cell."""
    found = [Death("", step) for step in _ANYWHERE]
    for cell in ACTS:
        steps = _SENT if cell == "buy Dispatch" else (*_BY_PERSON, *_SENT)
        found += [Death(cell, step) for step in steps]
    return (*found, *(Death(cell, "poll: answered") for cell in _POLLED))


def schedule(kills: int, random: Random) -> list[Death]:
    """Return the deaths of a run in their order: each named step as often, the rest at random."""
    named = deaths()
    each = int(kills * _NAMED_SHARE) // len(named)
    found = [death for death in named for _ in range(each)]
    if each == 0:
        found = random.sample(named, k=min(len(named), int(kills * _NAMED_SHARE)))
    found += [Death()] * (kills - len(found))
    random.shuffle(found)
    return found


def life(death: Death, random: Random) -> LifePlan:
    """Return what a life that is to end so shall meet."""
    acts = [random.choice(_ANY) for _ in range(random.choice((0, 1, 1, 2)))]
    if death.cell in REQUESTS:
        together = death.cell in AT_ONE_GO and random.random() < _TOGETHER_SHARE
        acts.insert(0, AT_ONE_GO[death.cell] if together else death.cell)
    elif death.step.startswith(("label", "file")):
        acts.insert(0, random.choice(("buy ShipX", "buy Dash101")))
    faults = list(_lost_replies(random)) if random.random() < 0.35 else []
    target: Target | None = None
    if death.step:
        # Of an act of several requests every other life dies at the second one.
        several = death.cell in _SEVERAL and not death.step.startswith("intent")
        target = Target(death.cell, death.step, random.choice((1, 2)) if several else 1)
        if death.step.startswith("request: sent, "):
            operation, path = REQUESTS[death.cell]
            late = death.step.endswith("late")
            do = "late_commit" if late else "timeout"
            ms = random.randrange(_LATEST_MS)
            faults = [{"match": operation, "do": do, "ms": ms}]
            target = Target(death.cell, "request: sent", 1, path)
        elif death.step.startswith(_UNKNOWN):
            # What is not sent again by itself, so that a lost reply leaves it unknown.
            acts = [random.choice(_LOOKED_UP) for _ in acts or " "]
            nothing_done = death.step.startswith("decision")
            faults = [
                {"match": REQUESTS[each][0], "do": "drop_before"}
                if nothing_done
                else _lost(each, random)
                for each in acts
            ]
    window = random.random() < 0.04
    return LifePlan(
        death,
        target,
        tuple(acts or [random.choice(_ANY)]),
        tuple(faults),
        random.uniform(0.0, 0.5),
        double=random.random() < 0.25,
        leaves=random.random() < 0.1,
        broke=random.random() < 0.05,
        window=window,
        twin=random.random() < (0.3 if window else 0.05),
        seed=random.randrange(2**32),
    )


def _lost_replies(random: Random) -> list[dict[str, object]]:
    return [_lost(random.choice(_ANY), random)]


def _lost(act: str, random: Random) -> dict[str, object]:
    """Return a fault that loses the reply of an act: before, after, or long before it is done."""
    operation = random.choice(_ALSO[act]) if act in _ALSO else REQUESTS[act][0]
    kinds = ("drop_before", "drop_after_commit", "late_commit", "500", "html", "truncated_json",
             "empty_body")  # fmt: skip
    do = random.choice(kinds)
    fault: dict[str, object] = {"match": operation, "do": do}
    if do == "late_commit":
        fault["ms"] = random.randrange(_LATEST_MS)
    if do in {"500", "html"}:
        fault["committed"] = random.random() < 0.5
    return fault


assert set(ACTS) == set(CELLS.values()) - {"label", "compare ShipX", "pay ShipX"}
