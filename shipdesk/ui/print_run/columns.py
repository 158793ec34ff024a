"""The columns of a print run."""

from __future__ import annotations

from operator import attrgetter

from shipdesk.ui import format as fmt
from shipdesk.ui.print_run.lines import PrintLine
from shipdesk.ui.print_run.words import print_look
from shipdesk.ui.table import Align, Column, Look
from shipdesk.ui.theme import Face
from shipdesk.wording import phrase as say


def run_columns() -> tuple[Column, ...]:
    """Return the columns: a packer follows the pile by place, number and name."""
    return (
        Column(
            key="place",
            title=say("No."),
            text=lambda line: fmt.count(line.id),
            align=Align.RIGHT,
            face=Face.MEDIUM,
            sample="888",
            elide=False,
        ),
        Column(
            key="number",
            title=say("Number"),
            text=attrgetter("number"),
            face=Face.MEDIUM,
            sample="ORD-000000",
            tip=attrgetter("number"),
        ),
        Column(
            key="recipient",
            title=say("Recipient"),
            text=attrgetter("recipient"),
            width=150,
            stretch=True,
            least=96,
            tip=attrgetter("recipient"),
        ),
        Column(
            key="tracking",
            title=say("Tracking"),
            text=lambda line: fmt.tracking_tail(line.tracking),
            face=Face.MONO,
            sample="…0112 0075",
            elide=False,
            tip=lambda line: fmt.tracking(line.tracking),
            copy=attrgetter("tracking"),
        ),
        Column(
            key="courier",
            title=say("Courier"),
            text=attrgetter("courier"),
            width=130,
            stretch=True,
            least=96,
            drop=2,
            tip=attrgetter("courier"),
        ),
        Column(
            key="fate",
            title=say("What became of it"),
            text=lambda line: print_look(line.fate).word,
            look=_fate_look,
            sample="Waits for the printer",
            pill=True,
        ),
        Column(
            key="words",
            title=say("What is known"),
            text=attrgetter("words"),
            width=320,
            stretch=True,
            least=200,
            tip=attrgetter("words"),
        ),
    )


def _fate_look(line: PrintLine) -> Look:
    word, icon, tone = print_look(line.fate)
    return Look.pill(word, icon, tone)
