"""What is known of a provider as data, and a user's own corrections of it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from shipdesk import paths
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.providers.record_tables import record_tables
from shipdesk.providers.tables import Table, load_table, normal_code


def _own(folder: Path, text: str) -> Table:
    (folder / "dispatch.toml").write_text(text, encoding="utf-8")
    return load_table("dispatch", folder)


def test_an_endpoint_has_its_verb_path_and_marks() -> None:
    endpoints = load_table("dispatch").endpoints
    patch = endpoints["orders.patch"]
    assert (patch.verb, patch.path, patch.designed) == ("PATCH", "/api/v1/Orders/{orderId}", True)
    assert patch.places == ("orderId",)
    assert endpoints["business.new_token"].acts
    assert not endpoints["orders.list"].designed


def test_a_code_is_known_however_it_is_spelt_and_an_unknown_one_keeps_its_words() -> None:
    table = load_table("dispatch")
    assert table.status("Out For-Delivery", "shipment").shipment is ShipmentStatus.OUT_FOR_DELIVERY
    strange = table.status("Lost in Space", "shipment")
    assert not strange.known
    assert (strange.shipment, strange.title) == (ShipmentStatus.UNKNOWN, "Lost in Space")


@pytest.mark.parametrize("slug", ["dispatch", "shipx", "dash101"])
def test_every_shipped_status_means_a_word_of_ours(slug: str) -> None:
    table = load_table(slug)
    kinds = ("shipment",) if slug == "dispatch" else ("",)
    known = [status for kind in kinds for status in table.statuses(kind)]
    assert len(known) >= 7
    assert [each.code for each in known if each.shipment is ShipmentStatus.UNKNOWN] == []


@pytest.mark.parametrize("slug", ["shipx", "dash101"])
def test_the_rules_of_a_courier_are_read_whole(slug: str) -> None:
    rules = load_table(slug).rules
    assert rules is not None
    shipped = (paths.resources() / "providers" / f"{slug}.toml").read_text(encoding="utf-8")
    assert len(rules.rules) == len(tomllib.loads(shipped)["rules"])
    assert rules.countries
    assert len(rules.currency) == 3


def test_the_order_book_ships_nothing_and_has_no_rules() -> None:
    assert load_table("dispatch").rules is None


def test_a_users_file_corrects_one_path_and_leaves_the_rest(tmp_path: Path) -> None:
    table = _own(tmp_path, '[endpoints]\n"orders.list" = { path = "/api/v2/Orders" }\n')
    assert table.problem == ""
    assert table.endpoints["orders.list"].path == "/api/v2/Orders"
    assert table.endpoints["orders.list"].verb == "GET"
    assert table.endpoints["orders.get"].path == "/api/v1/Orders/{orderId}"


def test_a_users_file_adds_a_name_a_status_and_a_rule(tmp_path: Path) -> None:
    table = _own(
        tmp_path,
        '[wire.order]\nnumber = "no"\n'
        '[meanings.shipment]\nlost = { title = "Lost", means = "lost" }\n'
        '[ruleset]\ntitle = "Book"\ncountries = ["PL"]\ncurrency = "PLN"\n'
        '[[rules]]\nfield = "phone"\ncheck = "pattern"\nvalue = "\\\\d{9}"\nquiet = true\n',
    )
    assert table.problem == ""
    assert table.aliases("order")["number"] == ("no",)
    assert table.aliases("order")["reference"] == ("externalReference",)
    assert table.status("lost", "shipment").shipment is ShipmentStatus.LOST
    assert table.status("pending", "shipment").shipment is ShipmentStatus.BOUGHT
    assert table.rules is not None
    assert [(rule.field, rule.value, rule.quiet) for rule in table.rules.rules] == [
        ("phone", r"\d{9}", True)
    ]


def test_names_of_what_an_act_sends_are_replaced_and_not_sent_beside_ours(tmp_path: Path) -> None:
    (tmp_path / "shipx.toml").write_text(
        '[records.shipments.acts."shipments.bulk_buy"]\nrow = { no = "number", id = "record" }\n'
        '[records.organizations.acts."reports.cod".fixed]\nkind = "csv"\n',
        encoding="utf-8",
    )
    table = load_table("shipx", tmp_path)
    assert table.problem == ""
    kinds = record_tables(table)
    bulk = kinds["shipments"].acts["shipments.bulk_buy"]
    assert bulk.row == {"no": "number", "id": "record"}
    assert bulk.rows_to == "shipments"
    assert kinds["organizations"].acts["reports.cod"].fixed == {"kind": "csv"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[endpoints\n", "Expected"),
        ('[endpoints]\n"orders.fly" = { path = "/x" }\n', "orders.fly is not an operation"),
        ('[endpoints]\n"orders.list" = { verb = "HACK" }\n', "verb must be one of"),
        ('[endpoints]\n"orders.list" = { path = "//evil.test/x" }\n', "path must begin with /"),
        ('[endpoints]\n"orders.list" = { path = "https://evil.test" }\n', "path must begin with /"),
        ('[endpoints]\n"orders.get" = { path = "/x/{token}" }\n', "parameter that is not known"),
        ('[[rules]]\nfield = "phone"\ncheck = "magic"\n', "check must be one of"),
        ('[[rules]]\nfield = "phone"\ncheck = "pattern"\nvalue = "("\n', "does not fit pattern"),
        ('[[rules]]\ncheck = "required"\n', "must have `field`"),
        ("[meanings]\nshipment = 3\n", "must hold tables"),
        ("[wire.order]\nnumber = 3\n", "name or a list of names"),
        ("[secrets]\na = 1\n", "is not a section"),
    ],
)
def test_a_wrong_file_is_left_out_as_a_whole_with_its_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    table = _own(tmp_path, text)
    assert reason in table.problem
    assert table.problem.startswith("dispatch.toml")
    assert table.content == load_table("dispatch").content


def test_codes_are_compared_in_one_spelling() -> None:
    assert normal_code("  In Transit ") == normal_code("in-transit") == "in_transit"
