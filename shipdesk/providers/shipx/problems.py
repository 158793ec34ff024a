"""InPost's refusals in plain words: error keys, nested details, and which field they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from shipdesk.providers.bodies import name_of, pick
from shipdesk.providers.tables import Table

_ERRORS = {
    "validation_failed": "",
    "token_invalid": "InPost does not accept the token.",
    "unauthorized": "InPost does not accept the token.",
    "forbidden": "The token may not use this organization.",
    "access_forbidden": "The token may not use this organization.",
    "resource_not_found": "InPost does not know this number.",
    "routing_not_found": "InPost does not know this address of its service.",
    "invalid_action": "The shipment's state does not allow this.",
    "invalid_status": "The dispatch order's state does not allow this.",
    "offer_expired": "The price has expired.",
    "offer_unavailable": "The service is not available for this parcel.",
    "offer_is_not_available": "InPost did not take the payment: no funds, or the price has gone.",
    "transaction_failed": "InPost could not take the payment.",
    "debt_collection": "InPost did not take the payment: no funds or overdue invoices. "
    "Top up, then pay for this shipment.",
    "company_data_missing": "InPost wants the company's address and bank account before cash "
    "on delivery. Fill them in in the Parcel Manager.",
    "missing_trucker_id": "This InPost account may not use the courier yet (no courier id). "
    "Ask InPost to set it.",
    "no_carriers": "This InPost account has no contract for the service.",
    "carrier_unavailable": "This InPost account may not use the service.",
    "invalid_range": "InPost does not know this number.",
    "does_not_exist": "InPost does not know this number.",
    "cannot_mix_shipments_with_and_without_dispatch_order": "Parcels with and without a collection"
    " do not go on one sheet. Choose only parcels that are in no collection.",
    "printout_generation_failed": "InPost could not make the sheet. Try again later.",
    "dispatch_point_and_address_cannot_be_mixed": "A collection has an address or a point.",
    "label_generation_failed": "InPost could not make the label. Try again later.",
    "label_not_found": "InPost has no label for this shipment yet.",
    "internal_server_error": "",
}
"""Error keys of reference § 2.3; an empty text leaves the details to speak."""

_LEAVES = {
    "required": "is missing",
    "invalid": "is not accepted",
    "invalid_format": "is not written as InPost wants it",
    "not_an_email": "is not an e-mail address",
    "too_short": "is too short",
    "too_long": "is too long",
    "too_small": "is too small",
    "too_big": "is too big",
    "not_a_number": "is not a number",
    "not_an_integer": "is not a whole number",
    "does_not_exist": "is not known to InPost",
    "invalid_box_machine_function": "cannot be used for this: choose another locker",
    "already_bought": "is already bought",
    "already_dispatched": "is already in a dispatch order",
    "unknown": "is not known to InPost",
    "sending_method_required": "needs a way of handing in",
    "parcels_size_invalid": "does not fit the size of the parcel",
    "post_code_invalid": "does not serve this postcode",
    "you_can_not_generate_labels_for_unpaid_shipments": "is not paid, so it has no label",
}
"""Leaf keys of reference § 2.4 and § 5.10."""

_REASONS = {
    "sending_method_required": "Choose how the parcel is handed in.",
    "sending_method_unavailable": "Does not take this way of handing in.",
    "parcels_size_invalid": "The parcel does not fit.",
    "dropoff_and_target_points_must_be_equal": "It must be posted where it is collected.",
    "allegro_email_invalid": "For orders of Allegro only.",
    "additional_service_email_unavailable": "Does not offer the e-mail notice.",
    "additional_service_sms_unavailable": "Does not offer the text message.",
    "post_code_invalid": "Does not serve this postcode.",
    "target_point_required": "Choose a locker.",
    "receiver_address_required": "Needs the recipient's street.",
    "receiver_email_required": "Needs the recipient's e-mail address.",
    "service_unavailable": "Not in this account's contract.",
}
"""Why an offer is not available (§ 5.10); the service's own messages may be untranslated."""

_OFFER_STATES = {
    "expired": "The offer has expired.",
    "in_preparation": "InPost is still working it out.",
    "unavailable": "InPost does not offer it for this parcel.",
}

_LATER = "label_from"
_INTO_ITEM = 2
"""Steps of a path that name the list and one item of it."""

PREPAID_ONLY = "InPost tells prices to prepaid customers only."
"""The words of a refusal that concerns prices, not the token."""

_TELLING = frozenset({"already_bought", "already_dispatched"})
"""Leaf keys that say more than the error key above them."""

_NO_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def words_of(key: str, message: str = "") -> str:
    """Return a plain sentence for an error key, the service's own text where it is not known."""
    return _ERRORS.get(key, message or key)


def leaf_words(leaf: str) -> str:
    """Return what is wrong in words; a leaf that is a sentence already is left as it is."""
    return _LEAVES.get(leaf, leaf)


def reason_words(key: str, message: str = "") -> str:
    """Return why an offer is not available; the service's text where its key is not known."""
    if key in _REASONS:
        return _REASONS[key]
    told = "" if message.startswith("translation missing") else message
    return told or key.replace("_", " ").strip().capitalize() + "."


def offer_state_words(status: str) -> str:
    """Return what an offer that gives no reason is, in words."""
    return _OFFER_STATES.get(status, _OFFER_STATES["unavailable"])


def flatten(details: object) -> dict[str, tuple[str, ...]]:
    """Return nested details as field path → leaves; positions in lists are left out (§ 2.2)."""
    found: dict[str, list[str]] = {}
    for path, leaf in _walk(details, ()):
        said = found.setdefault(".".join(path), [])
        if leaf not in said:
            said.append(leaf)
    return {path: tuple(said) for path, said in found.items()}


def _walk(node: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, Mapping):
        for name, inner in node.items():
            text = str(name)
            yield from _walk(inner, path if re.fullmatch(r"\d{1,2}", text) else (*path, text))
    elif isinstance(node, list):
        for inner in node:
            yield from _walk(inner, path)
    elif node is not None and path:
        yield path, str(node)


def to_fields(details: object, table: Table) -> dict[str, tuple[str, ...]]:
    """Return the details by the fields of a draft, in sentences; other paths keep their name.

    Which path is which field, and how a person calls it, stands in the table's [problems].

    A path into one item of several keeps it too: `shipments.<id>.cod.amount`.
    """
    known = table.section("problems")
    items = name_of(table, "calculate", "shipments")
    fields: dict[str, list[str]] = {}
    for path, leaves in flatten(details).items():
        steps = path.split(".", 2)
        inner = steps[2] if steps[0] == items and len(steps) > _INTO_ITEM else path
        name, title = known.get(inner, (inner, _plain(inner)))
        key = name if inner == path else path
        fields.setdefault(key, []).extend(f"{title} {leaf_words(leaf)}." for leaf in leaves)
    return {name: tuple(said) for name, said in fields.items()}


def _plain(path: str) -> str:
    last = path.rpartition(".")[2].replace("_", " ").strip()
    return last[:1].upper() + last[1:] if last else "It"


def read_refusal(
    body: Mapping[str, Any], table: Table
) -> tuple[str, str, dict[str, tuple[str, ...]]]:
    """Return code, words and fields of an error body, in either of its two shapes (§ 2.1)."""
    names, keyed = table.aliases("refusal"), table.aliases("refusal_by_key")
    if _said(body, keyed["error"]) and _said(body, keyed["message"]):
        names = {**names, **keyed}
    code, message = _said(body, names["error"]), _said(body, names["message"])
    details = pick(body, names["details"])
    if "prepaid" in message.lower():
        return code, PREPAID_ONLY, dict(_NO_FIELDS)
    fields = to_fields(details, table) if code == "validation_failed" else dict(_NO_FIELDS)
    leaves = {leaf for said in flatten(details).values() for leaf in said}
    words = words_of(code, message)
    waits = _label_from(details, table)
    if waits:
        words = f"{words or message} The label is there from {waits}.".strip()
    code = next(iter(sorted(_TELLING & leaves)), code)
    if fields and not words:
        words = " ".join(text for said in fields.values() for text in said)
    return code, words or message or code, fields


def _label_from(details: object, table: Table) -> str:
    """Return from when on a label that is not there yet can be fetched (§ 2.2), "" for others."""
    known = table.section("problems")
    for path, leaves in flatten(details).items():
        if path in known and known[path][0] == _LATER:
            return leaves[0][:16].replace("T", " ")
    return ""


def _said(body: Mapping[str, Any], names: Sequence[str]) -> str:
    return str(next((found for name in names if (found := pick(body, (name,)))), ""))


def is_refusal(body: object, table: Table) -> bool:
    """Return whether a body that came with HTTP 200 says that the request failed (§ 2.1)."""
    names = table.aliases("refusal")
    status = pick(body, names["status"])
    wrong = isinstance(status, int) and status >= 400  # noqa: PLR2004
    return wrong and pick(body, names["error"]) is not None
