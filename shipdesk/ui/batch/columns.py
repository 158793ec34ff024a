"""The columns of the review, and of what became of a batch."""

from __future__ import annotations

from shipdesk.ui.batch.lines import Group, ReviewLine
from shipdesk.ui.batch.outcomes import OutcomeLine
from shipdesk.ui.batch.words import fate_look
from shipdesk.ui.table import Align, Column, Look
from shipdesk.ui.theme import Face, Tone
from shipdesk.wording import phrase as say

INCLUDED = "included"
"""The key of the column with the check boxes."""
_TONES = {Group.STOP: Tone.RED, Group.FIXED: Tone.AMBER, Group.OVER: Tone.GREY}


def review_columns() -> tuple[Column, ...]:
    """Return the columns of the review."""
    included = Column(
        key=INCLUDED,
        title="",
        text=lambda line: say("is bought") if line.bought else say("is not bought"),
        look=lambda line: Look.check(checked=line.bought),
        width=30,
    )
    what = Column(
        key="what",
        title=say("What to look at"),
        text=lambda line: line.told.matter or line.told.note,
        second=lambda line: line.told.note if line.told.matter else "",
        look=_what_look,
        width=380,
        stretch=True,
        least=240,
        tip=lambda line: line.told.whole,
        copy=lambda line: line.told.whole,
    )
    return (included, *_for_whom(), what, *_for_how_much())


def outcome_columns() -> tuple[Column, ...]:
    """Return the columns of what became of a batch."""
    fate = Column(
        key="fate",
        title=say("What became of it"),
        text=lambda line: fate_look(line.fate).word,
        look=_fate_look,
        sample="Waits its turn",
        pill=True,
    )
    words = Column(
        key="words",
        title=say("What is known"),
        text=lambda line: line.words,
        width=320,
        stretch=True,
        least=200,
        tip=lambda line: line.words,
    )
    return (*_for_whom(), fate, words, *_for_how_much())


def _for_whom() -> tuple[Column, ...]:
    return (
        Column(
            key="number",
            title=say("Number"),
            text=lambda line: line.number,
            face=Face.MEDIUM,
            sample="ORD-000000",
            tip=lambda line: line.number,
        ),
        Column(
            key="recipient",
            title=say("Recipient"),
            text=lambda line: line.recipient,
            width=150,
            stretch=True,
            least=96,
            tip=lambda line: line.recipient,
        ),
        Column(
            key="place",
            title=say("Place"),
            text=lambda line: line.place,
            muted=True,
            width=150,
            stretch=True,
            least=96,
            drop=2,
            tip=lambda line: line.place,
        ),
    )


def _for_how_much() -> tuple[Column, ...]:
    return (
        Column(
            key="courier",
            title=say("Courier"),
            text=lambda line: line.courier,
            width=140,
            stretch=True,
            least=104,
            tip=lambda line: line.courier,
        ),
        Column(
            key="price",
            title=say("Price"),
            text=lambda line: line.price,
            align=Align.RIGHT,
            face=Face.MEDIUM,
            sample="8 888,88 zł",
            elide=False,
        ),
    )


def _what_look(line: ReviewLine) -> Look:
    tone = _TONES.get(line.group)
    return Look.muted() if tone is None else Look.tone(tone)


def _fate_look(line: OutcomeLine) -> Look:
    word, icon, tone = fate_look(line.fate)
    return Look.pill(word, icon, tone)
