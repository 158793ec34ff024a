"""What a service told, word for word, as lines that a person can read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

LONGEST_LINE = 500
MOST_LINES = 400


def raw_lines(*copies: str) -> tuple[tuple[str, str], ...]:
    """Return the keys and values of raw copies, objects inside by their path; blank ones left out.

    A copy that is no JSON gives no lines. At most `MOST_LINES` lines, each cut at `LONGEST_LINE`.
    """
    found: dict[str, str] = {}
    for copy in copies:
        if not copy:
            continue
        try:
            content = json.loads(copy)
        except (ValueError, RecursionError):
            continue
        for path, value in _walk(content, ""):
            if len(found) >= MOST_LINES:
                break
            found.setdefault(path, value)
    return tuple(found.items())


def _walk(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _walk(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for place, item in enumerate(value, 1):
            yield from _walk(item, f"{path} {place}")
    elif value is not None and value != "":
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield path, text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"
