"""The columns of the review, and of what became of a batch."""

from __future__ import annotations

from operator import attrgetter

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
    words = _words("words", say("What is known"), width=320, least=200)
    return (*_for_whom(), fate, words, *_for_how_much())


def _for_whom() -> tuple[Column, ...]:
    number = attrgetter("number")
    return (
        Column(
            key="number",
            title=say("Number"),
            text=number,
            face=Face.MEDIUM,
            sample="ORD-000000",
            tip=number,
        ),
        _words("recipient", say("Recipient"), width=150, least=96),
        _words("place", say("Place"), width=150, least=96, drop=2, muted=True),
    )


def _for_how_much() -> tuple[Column, ...]:
    price = Column(
        key="price",
        title=say("Price"),
        text=attrgetter("price"),
        align=Align.RIGHT,
        face=Face.MEDIUM,
        sample="8 888,88 zł",
        elide=False,
    )
    return _words("courier", say("Courier"), width=140, least=104), price


def _words(
    key: str, title: str, *, width: int, least: int, drop: int = 0, muted: bool = False
) -> Column:
    """Return a column of what both kinds of lines call `key`, whole in its tooltip."""
    text = attrgetter(key)
    return Column(
        key=key, title=title, text=text, width=width, stretch=True, least=least, drop=drop,
        muted=muted, tip=text,
    )  # fmt: skip


def _what_look(line: ReviewLine) -> Look:
    tone = _TONES.get(line.group)
    return Look.muted() if tone is None else Look.tone(tone)


def _fate_look(line: OutcomeLine) -> Look:
    word, icon, tone = fate_look(line.fate)
    return Look.pill(word, icon, tone)
