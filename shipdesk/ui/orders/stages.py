"""The stages of orders as they are shown: tab, word, icon and tone, and the columns each needs."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.domain.order import Stage
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import Tab
from shipdesk.wording import phrase as say

ICONS: dict[str, tuple[str, Tone]] = {
    Stage.NEW: ("edit", Tone.AMBER),
    Stage.READY: ("check", Tone.GREEN),
    Stage.PROBLEM: ("alert", Tone.RED),
    Stage.ON_HOLD: ("pause", Tone.GREY),
    Stage.LABELLED: ("tag", Tone.BLUE),
    Stage.HANDED_OVER: ("truck", Tone.BLUE),
    Stage.DONE: ("check", Tone.GREEN),
    Stage.CANCELLED: ("close", Tone.GREY),
}
STATES: dict[str, tuple[str, Tone]] = {
    "queued": ("clock", Tone.BLUE),
    "held": ("pause", Tone.AMBER),
    "changed": ("alert", Tone.AMBER),
    "sent": ("refresh", Tone.BLUE),
    "waiting": ("clock", Tone.AMBER),
    "unknown": ("question", Tone.VIOLET),
}
"""States of a purchase under way; they are shown in place of the stage."""

_WITH_STATE = frozenset({Stage.NEW, Stage.PROBLEM, Stage.LABELLED, Stage.HANDED_OVER, ""})


def title(stage: str) -> str:
    """Return the word of a stage, in the person's language."""
    words = {
        Stage.NEW: say("New"),
        Stage.READY: say("Ready"),
        Stage.PROBLEM: say("Problem"),
        Stage.ON_HOLD: say("On hold"),
        Stage.LABELLED: say("Labelled"),
        Stage.HANDED_OVER: say("Handed over"),
        Stage.DONE: say("Done"),
        Stage.CANCELLED: say("Cancelled"),
    }
    return words.get(Stage(stage), stage) if stage in set(Stage) else stage


def pill(stage: str, state_key: str = "") -> tuple[str, str, Tone]:
    """Return word, icon and tone of an order's pill; what is being bought says so first."""
    if state_key in STATES:
        words = {
            "queued": say("Queued"),
            "held": say("Waits for you"),
            "changed": say("Changed"),
            "sent": say("Buying…"),
            "waiting": say("Waiting"),
            "unknown": say("Needs a check"),
        }
        icon, tone = STATES[state_key]
        return words[state_key], icon, tone
    icon, tone = ICONS.get(stage, ("info", Tone.GREY))
    return title(stage), icon, tone


def tabs(counts: Mapping[str, int]) -> list[Tab]:
    """Return the tabs with their counts; problems are counted in a badge."""
    return [
        Tab(
            stage.value,
            title(stage.value),
            counts.get(stage.value, 0),
            Tone.RED if stage is Stage.PROBLEM else None,
        )
        for stage in Stage
    ]


def columns_away(stage: str) -> tuple[str, ...]:
    """Return the columns that say nothing in a stage; "" are all stages together.

    Where something is wrong, what it is needs the room of what is only looked up.
    """
    if stage == Stage.PROBLEM:
        return ("best", "quantity", "parcel")
    if stage in {Stage.DONE, Stage.CANCELLED}:
        return ("best", "state")
    return ("best",) if stage in _WITH_STATE else ("state",)
