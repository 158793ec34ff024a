"""Whether a fact that was sent and one that a courier shows say the same."""

from __future__ import annotations

from shipdesk.domain.rules import to_indian_phone, to_polish_phone


def same(name: str, sent: str, shown: str) -> bool:
    """Tell whether two texts say the same: whatever their case and blanks, a phone its prefix."""
    if name == "phone":
        return any(plain(sent) == plain(shown) for plain in (to_polish_phone, to_indian_phone))
    return " ".join(sent.casefold().split()) == " ".join(shown.casefold().split())
