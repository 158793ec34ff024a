"""What became of a job at its printer's queue, in words."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.domain.printer_state import JobState
from shipdesk.services.printing import Followed
from shipdesk.ui import format as fmt
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say


@dataclass(frozen=True, slots=True)
class JobWords:
    """The word for where a job stands, the queue's own words or what to do, and the colour."""

    title: str
    words: str
    tone: Tone


_STATES = {
    JobState.QUEUED: ("queued at the printer", "", Tone.BLUE),
    JobState.HELD: ("held at the printer", "Release it in the printer's queue.", Tone.AMBER),
    JobState.PRINTING: ("printing", "", Tone.BLUE),
    JobState.STOPPED: ("stopped at the printer", "Look at the printer.", Tone.RED),
    JobState.PRINTED: ("printed", "", Tone.GREEN),
    JobState.CANCELLED: ("cancelled at the printer", "It is not sent again.", Tone.RED),
    JobState.FAILED: ("failed at the printer", "Look at the printer.", Tone.RED),
    JobState.GONE: ("sent", "Its queue does not know it any more. Did it come out?", Tone.AMBER),
}


def job_words(followed: Followed) -> JobWords:
    """Return how a job is told: a queue's own words go before ours."""
    title, advice, tone = _STATES[followed.state]
    said = followed.words.strip()
    parts = [f"{said.rstrip('.')}." if said else "", say(advice) if advice else ""]
    if followed.state is JobState.PRINTED:
        parts = [fmt.clock_time(followed.told_at)]
    return JobWords(say(title), " ".join(part for part in parts if part), tone)
