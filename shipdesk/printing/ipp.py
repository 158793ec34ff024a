"""Asks the system's printing (CUPS) by IPP, through the library that its own programs use.

`lpstat` and `lp` take 5 to 10 ms each, tell states as sentences for a person, and nothing of
whether a request left; here a question takes a millisecond, the states come as the numbers of
RFC 8011, and a job has its number before its first byte is sent. Qt's printing needs this library
anyway. Blocks: only in the print process. Raises CupsError.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote

SECONDS = 5.0
"""How long the printing system may take to be reached."""

_LIBRARY = "libcups.so.2"

_CONTINUE = 100
_OK_BELOW = 0x0100
NOT_FOUND = 0x0406
NOT_ACCEPTING = 0x0506
NO_ANSWER = frozenset({0, 0x0500, 0x0502, 0x0503})
"""Internal error, service unavailable, device error: what the library says when nobody answers."""

_OPERATION, _ZERO, _INTEGER, _BOOLEAN, _ENUM = 0x01, 0x00, 0x21, 0x22, 0x23
_NAME, _KEYWORD, _URI = 0x42, 0x44, 0x45
_TEXTS = frozenset({0x35, 0x36, 0x41, 0x42, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49})

_SEND_DOCUMENT_FAILED = "the document was not taken"

Values = Mapping[str, tuple[str | int, ...]]


class CupsError(Exception):
    """The printing system refused, or cannot be reached; `status` is IPP's, 0 where none came.

    `job` is the number of the job that was made before, 0 where there is none: without one nothing
    can come out of a printer.
    """

    def __init__(self, words: str, status: int = 0, job: int = 0) -> None:
        self.words, self.status, self.job = words, status, job
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Question:
    """One IPP request: its number, whom it is about, and which facts are wanted."""

    operation: int
    about: str
    wanted: Sequence[str]
    words: Mapping[str, str] = field(default_factory=dict)


GET_JOB_ATTRIBUTES = 0x0009
GET_JOBS = 0x000A
GET_PRINTER_ATTRIBUTES = 0x000B


def available() -> bool:
    """Whether this is a Linux that prints by CUPS; elsewhere Qt speaks to the spooler."""
    return _library() is not None


def printer_uri(queue: str) -> str:
    """The name of a queue as requests carry it."""
    return f"ipp://localhost/printers/{quote(queue, safe='')}"


def job_uri(number: int) -> str:
    """The name of a job as requests carry it."""
    return f"ipp://localhost/jobs/{number}"


def ask(question: Question) -> tuple[Values, ...]:
    """The facts of each thing that was asked about: one printer, one job, or many jobs."""
    cups = _cups()
    connection = _connect(cups)
    try:
        request = cups.ippNewRequest(question.operation)
        kind = b"job-uri" if question.operation == GET_JOB_ATTRIBUTES else b"printer-uri"
        cups.ippAddString(request, _OPERATION, _URI, kind, None, question.about.encode())
        cups.ippAddString(request, _OPERATION, _NAME, b"requesting-user-name", None, _user(cups))
        for name, word in question.words.items():
            cups.ippAddString(request, _OPERATION, _KEYWORD, name.encode(), None, word.encode())
        wanted = (ctypes.c_char_p * len(question.wanted))(
            *(each.encode() for each in question.wanted)
        )
        cups.ippAddStrings(
            request, _OPERATION, _KEYWORD, b"requested-attributes", len(wanted), None, wanted
        )
        answer = cups.cupsDoRequest(connection, request, b"/")
        status = cups.ippGetStatusCode(answer) if answer else 0
        try:
            if not answer or status >= _OK_BELOW:
                raise CupsError(_last_words(cups), status)
            return _groups(cups, answer)
        finally:
            cups.ippDelete(answer)
    finally:
        cups.httpClose(connection)


def send(queue: str, title: str, body: bytes, media_type: str, options: Mapping[str, str]) -> int:
    """Hand one document over, once, and return the job's number.

    Raises CupsError; where that tells a job, it may come out all the same.
    """
    cups = _cups()
    connection = _connect(cups)
    name = queue.encode()
    told = ctypes.c_void_p()
    count = 0
    try:
        for option, value in options.items():
            count = cups.cupsAddOption(option.encode(), value.encode(), count, ctypes.byref(told))
        job = cups.cupsCreateJob(connection, name, title.encode(), count, told)
        if not job:
            raise CupsError(_last_words(cups), cups.cupsLastError())
        begun = cups.cupsStartDocument(connection, name, job, b"label", media_type.encode(), 1)
        sent = begun == _CONTINUE and _write(cups, connection, body)
        if not sent or cups.cupsFinishDocument(connection, name) >= _OK_BELOW:
            raise CupsError(_last_words(cups) or _SEND_DOCUMENT_FAILED, cups.cupsLastError(), job)
        return int(job)
    finally:
        cups.cupsFreeOptions(count, told)
        cups.httpClose(connection)


def _write(cups: ctypes.CDLL, connection: int, body: bytes) -> bool:
    written = cups.cupsWriteRequestData(connection, body, len(body))
    return bool(written == _CONTINUE)


def _groups(cups: ctypes.CDLL, answer: int) -> tuple[Values, ...]:
    """The facts by thing: the library parts two things by an attribute without a group."""
    groups: list[dict[str, tuple[str | int, ...]]] = [{}]
    attribute = cups.ippFirstAttribute(answer)
    while attribute:
        name = cups.ippGetName(attribute)
        if cups.ippGetGroupTag(attribute) == _ZERO or name is None:
            groups.append({})
        elif cups.ippGetGroupTag(attribute) != _OPERATION:
            groups[-1][name.decode()] = _values(cups, attribute)
        attribute = cups.ippNextAttribute(answer)
    return tuple(group for group in groups if group)


def _values(cups: ctypes.CDLL, attribute: int) -> tuple[str | int, ...]:
    kind = cups.ippGetValueTag(attribute)
    places = range(cups.ippGetCount(attribute))
    if kind in (_INTEGER, _ENUM):
        return tuple(int(cups.ippGetInteger(attribute, at)) for at in places)
    if kind == _BOOLEAN:
        return tuple(int(cups.ippGetBoolean(attribute, at)) for at in places)
    if kind not in _TEXTS:
        return ()
    texts = (cups.ippGetString(attribute, at, None) for at in places)
    return tuple(text.decode("utf-8", "replace") for text in texts if text is not None)


def _connect(cups: ctypes.CDLL) -> int:
    connection = cups.httpConnect2(
        cups.cupsServer(),
        cups.ippPort(),
        None,
        0,
        cups.cupsEncryption(),
        1,
        int(SECONDS * 1000),
        None,
    )
    if not connection:
        raise CupsError(_last_words(cups))
    return int(connection)


def _user(cups: ctypes.CDLL) -> bytes:
    name: bytes = cups.cupsUser()
    return name


def _last_words(cups: ctypes.CDLL) -> str:
    words = cups.cupsLastErrorString()
    return "" if words is None else words.decode("utf-8", "replace").strip()


def _cups() -> ctypes.CDLL:
    cups = _library()
    if cups is None:
        raise CupsError("libcups")
    return cups


@cache
def _library() -> ctypes.CDLL | None:
    """The library with its functions declared; None where it is not installed."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        cups = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    text, number, thing = ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p
    texts = ctypes.POINTER(text)
    functions: dict[str, tuple[object, list[object]]] = {
        "cupsServer": (text, []),
        "cupsUser": (text, []),
        "cupsEncryption": (number, []),
        "ippPort": (number, []),
        "httpConnect2": (
            thing, [text, number, thing, number, number, number, number, thing],
        ),
        "httpClose": (None, [thing]),
        "ippNewRequest": (thing, [number]),
        "ippAddString": (thing, [thing, number, number, text, text, text]),
        "ippAddStrings": (thing, [thing, number, number, text, number, text, texts]),
        "ippDelete": (None, [thing]),
        "ippGetStatusCode": (number, [thing]),
        "ippFirstAttribute": (thing, [thing]),
        "ippNextAttribute": (thing, [thing]),
        "ippGetName": (text, [thing]),
        "ippGetGroupTag": (number, [thing]),
        "ippGetValueTag": (number, [thing]),
        "ippGetCount": (number, [thing]),
        "ippGetInteger": (number, [thing, number]),
        "ippGetBoolean": (number, [thing, number]),
        "ippGetString": (text, [thing, number, thing]),
        "cupsDoRequest": (thing, [thing, thing, text]),
        "cupsLastError": (number, []),
        "cupsLastErrorString": (text, []),
        "cupsAddOption": (number, [text, text, number, ctypes.POINTER(thing)]),
        "cupsFreeOptions": (None, [number, thing]),
        "cupsCreateJob": (number, [thing, text, text, number, thing]),
        "cupsStartDocument": (number, [thing, text, number, text, text, number]),
        "cupsWriteRequestData": (number, [thing, text, ctypes.c_size_t]),
        "cupsFinishDocument": (number, [thing, text]),
    }  # fmt: skip
    for function, (result, arguments) in functions.items():
        declared = getattr(cups, function)
        declared.restype, declared.argtypes = result, arguments
    return cups
