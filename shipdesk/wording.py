"""Keys and parameters become sentences here, once for the window, the command line and reports.

The sentences are ours and English; each goes through gettext, where a catalogue can translate it.
Parameters are values only: text from a server is never looked at as a template.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping

from shipdesk.wording_phrases import PHRASES
from shipdesk.wording_table import ERRORS

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


class _Blank(dict[str, object]):
    """Parameters in which a missing one reads as nothing instead of failing."""

    def __missing__(self, key: str) -> str:
        return ""


def _fill(template: str, params: Mapping[str, object]) -> str:
    if not template:
        return ""
    return _catalogue.gettext(template).format_map(_Blank(params)).strip()


def phrase(key: str, /, **params: object) -> str:
    """Return the sentence of a key that is not an error, with its parameters filled in.

    A key that is not in the table is an English sentence of ours and stands for itself; without
    parameters nothing is filled in, so that braces stay as they are.
    """
    template = PHRASES.get(key, key)
    return _fill(template, params) if params else _catalogue.gettext(template)


def plural(count: int, one: str, many: str) -> str:
    """Return `one` or `many` for the count, translated, with `{n}` filled in."""
    return _catalogue.ngettext(one, many, count).format_map({"n": count})


def _entry(key: str) -> tuple[str, str, str]:
    if key in ERRORS:
        return ERRORS[key]
    return ERRORS["rule" if key.startswith("rule.") else "unexpected"]


def error_title(key: str, params: Mapping[str, object]) -> str:
    """Return what happened."""
    return _fill(_entry(key)[0], params)


def error_detail(key: str, params: Mapping[str, object]) -> str:
    """Return why."""
    return _fill(_entry(key)[1], params)


def error_hint(key: str, params: Mapping[str, object]) -> str:
    """Return what to do."""
    return _fill(_entry(key)[2], params)
