"""Asks a printer that speaks ZPL how it is: `~HS` on its own port, three lines back.

The lines are those of Zebra's *ZPL II Programming Guide* (Host Status Return). Whatever does not
fit them to the letter tells nothing: a wrong "paper out" would hold a whole run up.
"""

from __future__ import annotations

import re
import socket
import time

from shipdesk.domain.printer_state import PrinterCondition, PrinterState

ASK = b"~HS\r\n"
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 1.5
"""A printer answers within some ten milliseconds; one that does not know `~HS` never does."""

MUTE_SECONDS = 300.0

_LONGEST = 1024
_LINES = re.compile(
    rb"\s*\x02(\d{3},[01],[01],\d{4},\d{3},[01],[01],[01],\d{3},[01],[01],[01])\x03"
    rb"\s*\x02(\d{3},\d,[01],[01],[01],\w,\d,[01],\d{8},\d,\d{3})\x03"
    rb"\s*\x02(\d{4},[01])\x03\s*"
)


_mute_until: dict[tuple[str, int], float] = {}


def ask(address: tuple[str, int]) -> PrinterState:
    """The state of the printer at that address; `SILENT` where it does not tell it.

    Such a one is not asked again for some minutes.
    """
    silent = PrinterState(PrinterCondition.SILENT)
    if time.monotonic() < _mute_until.get(address, 0.0):
        return silent
    try:
        with socket.create_connection(address, timeout=CONNECT_SECONDS) as connection:
            told = parse(_answer(connection))
    except OSError as error:
        reason = error.strerror or str(error)
        return PrinterState(PrinterCondition.UNREACHABLE, reason.capitalize())
    if told is None:
        _mute_until[address] = time.monotonic() + MUTE_SECONDS
    return told or silent


def parse(body: bytes) -> PrinterState | None:
    """What the three lines say; None for anything else."""
    found = _LINES.fullmatch(body)
    if found is None:
        return None
    first, second = (found[line].split(b",") for line in (1, 2))
    flags = (
        (second[2], PrinterCondition.HEAD_OPEN),
        (first[1], PrinterCondition.PAPER_OUT),
        # The ribbon's flag means something only where the printer works with a ribbon.
        (b"1" if second[3] == second[4] == b"1" else b"0", PrinterCondition.RIBBON_OUT),
        (first[2], PrinterCondition.PAUSED),
    )
    conditions = (condition for flag, condition in flags if flag == b"1")
    return PrinterState(next(conditions, PrinterCondition.READY))


def _answer(connection: socket.socket) -> bytes:
    """What comes back until the third line ends, or nobody says anything more."""
    connection.settimeout(ANSWER_SECONDS)
    body = b""
    try:
        connection.sendall(ASK)
        while body.count(b"\x03") < 3 and len(body) < _LONGEST:  # noqa: PLR2004 - three lines
            part = connection.recv(_LONGEST)
            if not part:
                break
            body += part
    except OSError:
        return b""
    return body
