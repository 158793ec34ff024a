"""The body of a request in lines that a person can read, also where it was cut."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_LONGEST = 6_000
_STEP = "  "
_UNBROKEN = re.compile(r"\S{40}(?=\S)")


def readable(body: str) -> str:
    """Return JSON in lines, whole or cut; any other text as it stands."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        text = "".join(_laid_out(body)) if body.lstrip()[:1] in {"{", "["} else body
    return breakable(text[:_LONGEST])


def breakable(text: str) -> str:
    """Return the text with places to break at within words that fit no line."""
    return _UNBROKEN.sub("\\g<0>\u200b", text)


def _laid_out(body: str) -> Iterator[str]:
    depth, inside, escaped = 0, False, False
    for char in body:
        if inside:
            yield char
            inside = escaped or char != '"'
            escaped = char == "\\" and not escaped
            continue
        if char in "}]":
            depth = max(0, depth - 1)
            yield f"\n{_STEP * depth}"
        yield char
        if char == '"':
            inside = True
        elif char in "{[":
            depth += 1
            yield f"\n{_STEP * depth}"
        elif char == ",":
            yield f"\n{_STEP * depth}"
        elif char == ":":
            yield " "
