"""File names of our own making: what a courier or a printer is called never becomes a path."""

from __future__ import annotations


def plain_name(text: str, longest: int) -> str:
    """Return a text as plain letters, digits and dashes, at most so long."""
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in text)[:longest]
