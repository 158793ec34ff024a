"""Tests of InPost's refusals in plain words, in all the shapes that were seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipdesk.providers.shipx import problems
from shipdesk.providers.shipx.ask import PLAIN_404, explain
from shipdesk.providers.tables import load_table

TABLE = load_table("shipx")


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"name": ["required"]}, {"name": ("required",)}),
        (
            {"custom_attributes": [{"target_point": ["does_not_exist"]}]},
            {"custom_attributes.target_point": ("does_not_exist",)},
        ),
        (
            {"receiver": [{"phone": ["invalid"], "address": [{"post_code": ["invalid_format"]}]}]},
            {
                "receiver.phone": ("invalid",),
                "receiver.address.post_code": ("invalid_format",),
            },
        ),
        (
            {"parcels": [{"0": {"weight": [{"amount": ["too_small"]}]}}]},
            {"parcels.weight.amount": ("too_small",)},
        ),
        (
            {"action": "get_label", "shipment_id": 7},
            {"action": ("get_label",), "shipment_id": ("7",)},
        ),
        (None, {}),
        ({}, {}),
    ],
)
def test_nested_details_become_field_paths(
    details: object, expected: dict[str, tuple[str, ...]]
) -> None:
    assert problems.flatten(details) == expected


def test_paths_become_the_fields_that_a_form_has() -> None:
    details = {
        "receiver": [{"address": [{"post_code": ["invalid_format"]}]}],
        "parcels": [{"0": {"dimensions": [{"width": ["too_small"]}]}}],
        "mpk": ["does_not_exist"],
    }
    assert problems.to_fields(details, TABLE) == {
        "postcode": ("The postcode is not written as InPost wants it.",),
        "width_cm": ("The width is too small.",),
        "cost_centre": ("The cost centre is not known to InPost.",),
    }


def test_an_unknown_leaf_is_shown_as_it_came() -> None:
    fields = problems.to_fields({"custom_attributes": [{"sending_method": ["Niedostępny"]}]}, TABLE)
    assert fields == {"handing_in": ("The way of handing in Niedostępny.",)}


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (
            b'{"status":400,"error":"missing_trucker_id","message":"trucker_ID","details":null}',
            "missing_trucker_id",
            "no courier id",
        ),
        (b'{"status":400,"key":"odd","error":"Human text"}', "odd", "Human text"),
        (b'{"status":404,"error":"brand_new","description":"Said so"}', "brand_new", "Said so"),
        (
            b'{"status":400,"error":"validation_failed","details":{"shipment":["already_bought"]}}',
            "already_bought",
            "already bought",
        ),
        (b'{"status":403,"error":"forbidden","message":"Only for prepaid users."}', "forbidden",
         "prepaid"),
        (b"", "HTTP_400", "400"),
    ],
)  # fmt: skip
def test_a_refusal_gives_a_code_and_a_sentence(body: bytes, code: str, words: str) -> None:
    told = explain(TABLE, 400, body)
    assert told.code == code
    assert words in told.words


def test_a_404_without_a_body_of_inposts_own_is_told_apart() -> None:
    assert explain(TABLE, 404, b"404 page not found").code == PLAIN_404


def test_a_good_answer_that_says_no_is_a_refusal_and_a_shipment_is_none() -> None:
    assert problems.is_refusal({"status": 400, "key": "x", "error": "y"}, TABLE)
    assert not problems.is_refusal({"status": "confirmed", "id": 1}, TABLE)
    assert not problems.is_refusal([1], TABLE)


def test_a_refusal_is_read_by_corrected_names(tmp_path: Path) -> None:
    (tmp_path / "shipx.toml").write_text(
        '[wire.refusal]\nerror = "fault"\nmessage = "text"\ndetails = "places"\n'
        'status = "code"\n[wire.refusal_by_key]\nerror = "id"\nmessage = "words"\n'
        '[body.calculate]\nshipments = "boxes"\n',
        encoding="utf-8",
    )
    table = load_table("shipx", tmp_path)
    assert table.fault is None
    item = {"insurance": [{"amount": ["too_small"]}]}
    body = {"code": 400, "fault": "validation_failed", "places": {"boxes": [{"S1": item}]}}
    assert problems.is_refusal(body, table)
    assert not problems.is_refusal({"status": 400, "error": "x"}, table)
    code, words, fields = problems.read_refusal(body, table)
    assert (code, words) == ("validation_failed", "The insurance is too small.")
    assert fields == {"boxes.S1.insurance.amount": ("The insurance is too small.",)}
    assert problems.read_refusal({"id": "odd", "words": "Human text"}, table)[:2] == (
        "odd",
        "Human text",
    )


def test_a_label_that_comes_later_says_when() -> None:
    body = (
        b'{"status":400,"error":"label_not_found","message":"Label not found.",'
        b'"details":{"label_available_from":"2026-05-04T12:00:00.000+02:00"}}'
    )
    assert "The label is there from 2026-05-04 12:00." in explain(TABLE, 400, body).words
