"""The sentences around our own papers: signs that are lost, printers, names of files."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.domain.label import PrinterProfile
from shipdesk.services.printing import PrintRecord
from shipdesk.ui import format as fmt
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_NAMED = 8


def missing_words(signs: Sequence[str]) -> str:
    """Return which signs no typeface of this computer has, and what helps; "" for none."""
    if not signs:
        return ""
    named = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in signs[:_NAMED])
    if len(signs) > _NAMED:
        named = say("{signs} and {n} more", signs=named, n=len(signs) - _NAMED)
    return say(
        "No typeface of this computer has {signs}: a question mark is printed instead. "
        "Install one that has them, such as Noto Sans, then open this again.",
        signs=named,
    )


def printer_line(profile: PrinterProfile) -> str:
    """Return where a paper goes and on what."""
    printer = say("PDF file") if profile.to_file else profile.title
    return say("{printer} · {stock} · bound in Settings › Printers",
               printer=printer, stock=profile.stock.title)  # fmt: skip


def printed_words(prints: Sequence[PrintRecord]) -> str:
    """Return how often a paper was sent to a printer, and when last; "" for never."""
    sent = [each for each in prints if each.state != "failed"]
    if not sent:
        return ""
    times = plural(len(sent), "Sent to a printer once", "Sent to a printer {n} times")
    return say("{times}, last {when}", times=times, when=fmt.moment(sent[0].begun_at))


def file_name(title: str) -> str:
    """Return a file name of our own making: a service's text never becomes a path."""
    safe = "".join(one if one.isalnum() else "-" for one in title)[:60]
    return f"{'-'.join(part for part in safe.split('-') if part) or 'paper'}.pdf"
