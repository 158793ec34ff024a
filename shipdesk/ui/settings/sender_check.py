"""Local checks of a sender profile, before a courier sees it: pure and instant."""

from __future__ import annotations

import re

from shipdesk.domain.rules import to_indian_phone, to_pincode, to_polish_phone, to_polish_postcode
from shipdesk.domain.sender import Sender
from shipdesk.ui.settings.form import Problem
from shipdesk.wording import phrase as say

_POSTCODES = {"PL": re.compile(r"\d{2}-\d{3}"), "IN": re.compile(r"[1-9]\d{5}")}
_PHONES = {"PL": re.compile(r"[1-9]\d{8}"), "IN": re.compile(r"[6-9]\d{9}|0\d{10}")}
_TO_POSTCODE = {"PL": to_polish_postcode, "IN": to_pincode}
_TO_PHONE = {"PL": to_polish_phone, "IN": to_indian_phone}
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_INDIAN_LINE = 10
"""Dash101 wants at least this many characters in the address line of a place of collection."""


def check(sender: Sender) -> dict[str, Problem]:
    """Return what is wrong, by field of the form; empty when the profile can be saved."""
    found: dict[str, Problem] = {}
    address = sender.address
    if not sender.title:
        found["title"] = Problem(say("Give the profile a name."))
    if not address.name and not address.company:
        found["name"] = Problem(say("A person or a company is needed."))
    for field, value, words in (
        ("street", address.street, say("The street is missing.")),
        ("city", address.city, say("The city is missing.")),
        ("postcode", address.postcode, say("The postcode is missing.")),
        ("phone", address.phone, say("The courier's driver calls this number.")),
    ):
        if not value:
            found[field] = Problem(words)
    _check_country(sender, found)
    if address.email and not _EMAIL.fullmatch(address.email):
        found["email"] = Problem(say("This is not an e-mail address."))
    if not _is_hours(sender.office_hours):
        found["office_hours"] = Problem(say("From and to, such as 09:00-16:00."), "09:00-16:00")
    return found


def _check_country(sender: Sender, found: dict[str, Problem]) -> None:
    address, country = sender.address, sender.address.country
    postcode, phone = _POSTCODES.get(country), _PHONES.get(country)
    if postcode and address.postcode and not postcode.fullmatch(address.postcode):
        words = (
            say("A Polish postcode reads 30-702.")
            if country == "PL"
            else say("An Indian pincode has six digits.")
        )
        better = _TO_POSTCODE[country](address.postcode)
        found["postcode"] = Problem(words, better if postcode.fullmatch(better) else "")
    if phone and address.phone and not phone.fullmatch(address.phone):
        words = (
            say("A Polish phone has nine digits, without +48.")
            if country == "PL"
            else say("An Indian mobile has ten digits, without +91.")
        )
        better = _TO_PHONE[country](address.phone)
        found["phone"] = Problem(words, better if phone.fullmatch(better) else "")
    if country != "IN":
        return
    if address.street and len(address.street) < _INDIAN_LINE:
        words = say("At least {n} characters: house, street and area.", n=_INDIAN_LINE)
        found["street"] = Problem(words)
    if not address.state:
        found["state"] = Problem(say("The state is missing."))


def _is_hours(text: str) -> bool:
    """Tell whether it reads as from-to with the end after the beginning."""
    begin, _, end = text.partition("-")
    return bool(_HOURS.fullmatch(text)) and begin < end
