"""What is told of a label's check, and of a label that only its printer draws."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.domain.label import CheckOutcome, DocumentKind, MediaType, PrinterProfile, Proof
from shipdesk.services.printing import KeptDocument
from shipdesk.ui.shipments.shown import FORCEABLE, ParcelView
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What the card of the check says."""

    title: str
    sentence: str
    icon: str
    tone: Tone
    anyway: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The printer that a label goes to; `speaks_zpl` is None where that is not known."""

    profile: PrinterProfile
    speaks_zpl: bool | None = None


def check_words(view: ParcelView, proof: Proof | None, target: Target) -> CheckWords:
    """Return what is known of the label's bar code and of whether its ink fits."""
    told = _told_first(view, target)
    if told is not None:
        return told
    if proof is None:
        return CheckWords(say("Checking…"), say("Its bar codes are read."), "scan", Tone.GREY)
    return _proof_words(view, proof, target)


def drawn_by_printer(document: KeptDocument, view: ParcelView, target: Target) -> tuple[str, str]:
    """Return title and sentence in the place of a picture of a label in a printer's language."""
    language = MediaType(document.media_type).name
    printer = target.profile.title
    if takes(target):
        return say("{language}: the printer draws it", language=language), say(
            "It goes to {printer} as the courier made it, byte for byte; so there is no picture "
            "of it here.",
            printer=printer,
        )
    title = say("The label is in {language}", language=language)
    if view.acts.zpl:
        return title, say(
            "{printer} does not print {language}. Fetch the label again: it comes as a PDF then. "
            "Or choose a label printer.",
            printer=printer,
            language=language,
        )
    return title, say(
        "{printer} does not print {language}. Choose a label printer that does.",
        printer=printer,
        language=language,
    )


def takes(target: Target) -> bool:
    """Tell whether a label in a printer's language may go there, as far as is known."""
    return target.speaks_zpl is not False


def _told_first(view: ParcelView, target: Target) -> CheckWords | None:
    """Return what matters more than the check; None for nothing."""
    if view.is_void(DocumentKind.LABEL):
        words = say("The shipment is cancelled: this label must not be stuck on a parcel.")
        return CheckWords(say("Void"), words, "close", Tone.RED)
    stopped, waiting = view.stopped, view.waiting(DocumentKind.LABEL)
    if waiting is not None:
        return CheckWords(say("Waits for the printer"), waiting.reason, "clock", Tone.AMBER)
    if stopped is not None:
        finer = _finer(view, target) if stopped.reason_key == "label_too_fine" else ""
        return CheckWords(
            say("Not printed"),
            f"{stopped.reason} {finer}".strip(),
            "alert",
            Tone.RED,
            anyway=stopped.reason_key in FORCEABLE,
            cut=stopped.reason_key == "label_cut",
        )
    return None


def _finer(view: ParcelView, target: Target) -> str:
    """Return what helps against bars that are too fine: ZPL where printer and courier can."""
    if not target.speaks_zpl or target.profile.dpi not in view.acts.zpl:
        return say("Take a finer printer.")
    if target.profile.wish is not None:
        return say("Fetch the label again: it comes as ZPL then. Or take a finer printer.")
    return say(
        "Ask the courier for ZPL (Settings › Printers) and fetch the label again, or take a finer "
        "printer."
    )


def _proof_words(view: ParcelView, proof: Proof, target: Target) -> CheckWords:
    result, profile = proof.check, target.profile
    document = view.document(DocumentKind.LABEL)
    raw = document is not None and MediaType(document.media_type).raw
    if result.outcome is CheckOutcome.MISMATCH:
        words = say(
            "The bar code says {found}, which is another parcel's. Do not stick it on this one.",
            found=result.found,
        )
        return CheckWords(say("Another parcel's label"), words, "alert", Tone.RED)
    if proof.cut:
        words = say(
            "{mm} mm of it lie outside {stock}. Choose another stock, or accept the cut.",
            mm=f"{proof.cut:.1f}",
            stock=profile.stock.title,
        )
        return CheckWords(say("Would be cut"), words, "alert", Tone.AMBER, cut=True)
    if result.outcome is CheckOutcome.TOO_FINE:
        words = say("At {dpi} dpi a scanner may not read them.", dpi=profile.dpi)
        words = f"{words} {_finer(view, target)}"
        return CheckWords(say("Bars too fine for this printer"), words, "alert", Tone.AMBER)
    if result.outcome is CheckOutcome.MATCHES and raw:
        words = say(
            "It asks the printer for a bar code with this tracking number. How the printer draws "
            "it is not checked."
        )
        return CheckWords(say("Matches"), words, "check", Tone.GREEN)
    if result.outcome is CheckOutcome.MATCHES:
        words = say(
            "The bar code holds this tracking number, and {dpi} dpi prints it readable.",
            dpi=profile.dpi,
        )
        return CheckWords(say("Matches"), words, "check", Tone.GREEN)
    seen = ", ".join(result.codes[:3])
    words = (
        say("No bar code on it holds this tracking number. Seen: {codes}", codes=seen)
        if seen
        else say("No bar code can be read on it. Compare the number by eye.")
    )
    return CheckWords(say("Not checked"), words, "question", Tone.AMBER)
