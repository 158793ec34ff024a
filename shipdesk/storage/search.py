"""Our own normalised text: what is searched, and how a query is folded and split the same way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"}
)
_NOT_WORD = re.compile(r"[\W_]+")
_ASCII = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) * 2
"""What each letter of ASCII is folded to: most texts hold no other."""
_MARKS = re.compile(r"[\u0300-\u036f]")
_LONGEST = 12
_NAME = 48
"""Texts shorter than this are names, towns and goods, which come again."""


@lru_cache(maxsize=4096)
def fold_name(text: str) -> str:
    """Return what `fold` does, of a name or town: most of them come again and again."""
    return fold(text)


def fold(text: str) -> str:
    """Return lower-case words without accents, one space between them: `Łódź, ß` → `lodz ss`."""
    plain = text
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.casefold().translate(_LETTERS)).casefold()
        plain = _MARKS.sub("", plain)
    if plain.isascii():
        return " ".join(plain.encode().translate(_ASCII).decode().split())
    return _NOT_WORD.sub(" ", plain).strip()


def compact(text: str) -> str:
    """Return letters and digits only, upper case: how numbers are compared exactly."""
    if text.isascii():
        return text.upper() if text.isalnum() else _NOT_WORD.sub("", text).upper()
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).upper()


def digits(text: str) -> str:
    """Return the digits of a phone number."""
    return re.sub(r"\D", "", text)


def phone_words(phone: str) -> str:
    """Return the digits of a phone, with and without the country's number."""
    number = digits(phone)
    if len(number) > 9:  # noqa: PLR2004 - the longest national numbers have nine or ten
        return f"{number} {number[-9:]} {number[-10:]}"
    return number


def number_words(number: str) -> str:
    """Return a number as its parts and also without separators, so that either is found."""
    parts = fold(number)
    return f"{parts} {parts.replace(' ', '')}" if " " in parts else parts


def index_words(texts: Iterable[str], numbers: Iterable[str], phones: Iterable[str] = ()) -> str:
    """Return the text that is indexed for one row."""
    parts = [
        *(fold_name(text) if len(text) < _NAME else fold(text) for text in texts if text),
        *(number_words(number) for number in numbers if number),
        *(phone_words(phone) for phone in phones if phone),
    ]
    return " ".join(part for part in parts if part)


def match_of(text: str) -> str:
    """Return the FTS5 query: every word must begin one of the row's words; "" finds nothing.

    Groups of digits written with separators (`502 123 456`) are also tried as one number.
    """
    terms: list[str] = []
    group: list[str] = []
    for word in (*fold(text).split()[:_LONGEST], ""):
        if word and any(char.isdigit() for char in word):
            group.append(word)
            continue
        if group:
            terms.append(_number_term(group))
            group = []
        if word:
            terms.append(f'"{word}"*')
    return " AND ".join(terms)


def _number_term(group: list[str]) -> str:
    apart = " AND ".join(f'"{word}"*' for word in group)
    return apart if len(group) == 1 else f'(({apart}) OR "{"".join(group)}"*)'
