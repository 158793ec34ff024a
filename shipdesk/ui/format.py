"""How values read on the screen: money, weights, dates, ages and numbers of parcels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from PySide6.QtCore import QDate, QLocale, QTime

from shipdesk.clock import SystemClock
from shipdesk.domain.money import Money, exponent
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

NBSP = "\u00a0"
_USUAL = frozenset({"", "standard", "default"})
DASH = "–"
_SYMBOLS = {"PLN": "zł", "INR": "₹", "EUR": "€", "USD": "$", "GBP": "£", "CZK": "Kč"}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_FOUR = 4
_MEGABYTE = 1_000_000


class _Now:
    """The conventions in force; they belong to the process, as QLocale's default does."""

    numbers: QLocale = QLocale("pl_PL")
    words: QLocale = QLocale("en_GB")
    zone: tzinfo | None = None
    now: Callable[[], datetime] = SystemClock().now


def use(
    *,
    numbers: QLocale | None = None,
    words: QLocale | None = None,
    zone: tzinfo | None = None,
    now: Callable[[], datetime] | None = None,
) -> None:
    """Set the conventions: number format, language of months, time zone (None: local), clock."""
    if numbers is not None:
        _Now.numbers = numbers
    if words is not None:
        _Now.words = words
    _Now.zone = zone
    if now is not None:
        _Now.now = now


def _grouped(digits: str) -> str:
    """Group whole digits by three with the locale's separator, from four digits on."""
    parts = []
    while len(digits) > 3:  # noqa: PLR2004 - thousands
        parts.append(digits[-3:])
        digits = digits[:-3]
    parts.append(digits)
    separator = _Now.numbers.groupSeparator().replace("\u202f", NBSP).replace(" ", NBSP)
    return separator.join(reversed(parts))


def decimal(value: Decimal, places: int) -> str:
    """Return a number with exactly `places` decimals in the locale's format."""
    text = f"{abs(value):.{places}f}"
    whole, _, rest = text.partition(".")
    sign = "-" if value < 0 else ""
    return sign + _grouped(whole) + (_Now.numbers.decimalPoint() + rest if rest else "")


def count(number: int) -> str:
    """Return a whole number with its thousands grouped."""
    return ("-" if number < 0 else "") + _grouped(str(abs(number)))


def symbol(currency: str) -> str:
    """Return the sign of a currency, or its code where it has none here."""
    return _SYMBOLS.get(currency, currency)


def minor(amount: int | None, currency: str, missing: str = DASH) -> str:
    """Return an amount in minor units with its currency after it: `1 249,50 ₹`."""
    if amount is None:
        return missing
    return money(Money(amount, currency))


def money(amount: Money | None, missing: str = DASH) -> str:
    """Return an amount with its currency after it, joined so that no line breaks between."""
    if amount is None:
        return missing
    places = exponent(amount.currency)
    return f"{decimal(amount.amount, places)}{NBSP}{symbol(amount.currency)}"


def amount_only(amount: Money | None, missing: str = DASH) -> str:
    """Return an amount without its currency, for a column whose heading names it."""
    return missing if amount is None else decimal(amount.amount, exponent(amount.currency))


def weight(grams: int | None, missing: str = DASH) -> str:
    """Return a weight in kilograms, one decimal or as many as it needs up to three."""
    if grams is None:
        return missing
    text = decimal(Decimal(grams) / 1000, 3)
    while text.endswith("0") and text[-2].isdigit():
        text = text[:-1]
    return f"{text}{NBSP}kg"


def size(length_mm: int, width_mm: int, height_mm: int) -> str:
    """Return three lengths in centimetres: `8 × 38 × 64 cm`."""

    def cm(mm: int) -> str:
        return decimal(Decimal(mm) / 10, 1 if mm % 10 else 0)

    return f"{cm(length_mm)} × {cm(width_mm)} × {cm(height_mm)}{NBSP}cm"


def bytes_size(size: int) -> str:
    """Return so many bytes in kB, or MB with one decimal."""
    if size < _MEGABYTE:
        return f"{count(max(1, round(size / 1000)))}{NBSP}kB"
    return f"{decimal(Decimal(size) / _MEGABYTE, 1)}{NBSP}MB"


def local(when: datetime) -> datetime:
    """Return the moment in the zone that the window shows."""
    return when.astimezone(_Now.zone)


def today() -> datetime:
    """Return the present moment in the zone that the window shows."""
    return local(_Now.now())


def clock_time(when: datetime | None, missing: str = DASH) -> str:
    """Return hours and minutes: `11:42`."""
    return missing if when is None else f"{local(when):%H:%M}"


def exact_time(when: datetime | None, missing: str = DASH) -> str:
    """Return hours, minutes and seconds: `10:39:07`."""
    return missing if when is None else f"{local(when):%H:%M:%S}"


def _date(when: datetime) -> QDate:
    return QDate(when.year, when.month, when.day)


def day(when: datetime | None, missing: str = DASH) -> str:
    """Return the shortest form that says when: `11:42` today, `yest.`, `19 Nov`, `19 Nov 2024`."""
    if when is None:
        return missing
    shown, now = local(when), today()
    apart = (now.date() - shown.date()).days
    if apart == 0:
        return f"{shown:%H:%M}"
    if apart == 1:
        return say("yest.")
    pattern = "d MMM" if shown.year == now.year else "d MMM yyyy"
    return _Now.words.toString(_date(shown), pattern)


def moment(when: datetime | None, missing: str = DASH) -> str:
    """Return day and time: `today 11:42`, `yesterday 09:10`, `19 Nov 16:05`."""
    if when is None:
        return missing
    shown, now = local(when), today()
    apart = (now.date() - shown.date()).days
    if apart in (0, 1):
        name = say("today") if apart == 0 else say("yesterday")
    else:
        pattern = "d MMM" if shown.year == now.year else "d MMM yyyy"
        name = _Now.words.toString(_date(shown), pattern)
    return f"{name} {shown:%H:%M}"


def long_day(when: datetime) -> str:
    """Return the day in full: `Friday 20 November`."""
    return _Now.words.toString(_date(local(when)), "dddd d MMMM")


def full_date(when: datetime) -> str:
    """Return the date as it stands on paper: `20 November 2026`."""
    return _Now.words.toString(_date(local(when)), "d MMMM yyyy")


def wall_clock(when: datetime) -> str:
    """Return day and time for a footer: `Fri 20 Nov, 12:06`."""
    shown = local(when)
    return (
        f"{_Now.words.toString(_date(shown), 'ddd d MMM')}, "
        f"{QTime(shown.hour, shown.minute).toString('HH:mm')}"
    )


def short_age(when: datetime | None, missing: str = DASH) -> str:
    """Return how old something is: `now`, `8 min`, `5 h`, `3 d`."""
    if when is None:
        return missing
    seconds = max(0, int((_Now.now() - when.astimezone(UTC)).total_seconds()))
    if seconds < _MINUTE:
        return say("now")
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}{NBSP}min"
    if seconds < _DAY:
        return f"{seconds // _HOUR}{NBSP}h"
    return f"{count(seconds // _DAY)}{NBSP}d"


def age(when: datetime | None, missing: str = DASH) -> str:
    """Return how long ago: `just now`, `2 min ago`."""
    if when is None:
        return missing
    short = short_age(when)
    return say("just now") if short == say("now") else say("{age} ago").replace("{age}", short)


def left(seconds: float) -> str:
    """Return the time that is left: `1:27` under ten minutes, `54 min`, `2 h 54`, `1 d 20 h`."""
    whole = max(0, int(seconds))
    if whole < 10 * _MINUTE:
        return f"{whole // _MINUTE}:{whole % _MINUTE:02}"
    if whole < _HOUR:
        return f"{whole // _MINUTE}{NBSP}min"
    if whole < _DAY:
        return f"{whole // _HOUR}{NBSP}h{NBSP}{whole % _HOUR // _MINUTE:02}"
    return f"{whole // _DAY}{NBSP}d{NBSP}{whole % _DAY // _HOUR}{NBSP}h"


def tracking(number: str | None, missing: str = DASH) -> str:
    """Return a tracking number in groups of four where it is digits only; else unchanged."""
    if not number:
        return missing
    if not number.isdigit() or len(number) <= _FOUR:
        return number
    return " ".join(number[at : at + _FOUR] for at in range(0, len(number), _FOUR))


def tracking_tail(number: str | None, missing: str = DASH) -> str:
    """Return the last eight characters of a tracking number: `…0112 0058`."""
    if not number:
        return missing
    if len(number) <= 2 * _FOUR:
        return tracking(number)
    tail = number[-2 * _FOUR :]
    return f"…{tail[:_FOUR]} {tail[_FOUR:]}"


def service(courier: str, title: str) -> str:
    """Return who carries it and how; the usual way is left unsaid, a courier is named once."""
    if title.casefold() in _USUAL:
        return courier or title
    return title if title.startswith(courier) else f"{courier} {title}"


def selected(chosen: int, total: int, away: int = 0) -> str:
    """Return how many rows of a list are selected, `away` of them out of it while it is searched.

    "" for an empty list.
    """
    if away and away == chosen:
        return say("{n} selected, not in this list", n=count(chosen))
    if away:
        words = "{n} selected, {away} of them not in this list"
        return say(words, n=count(chosen), away=count(away))
    return say("{n} of {total} selected", n=count(chosen), total=count(total)) if total else ""


def parcels(number: int) -> str:
    """Return a count of parcels in words."""
    return plural(number, "{n} parcel", "{n} parcels")
