"""Every fault that a person's own table can have: refused with its line, and ours is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipdesk.clock import SystemClock
from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.providers import registry as providers
from shipdesk.providers.registry import ProviderRegistry, build_registry
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.table_files import TableFiles
from shipdesk.providers.tables import Table, load_table

SETTINGS = {
    "dispatch": {},
    "shipx": {"organization_id": "1001"},
    "dash101": {"user_id": "1001", "email": "seller@example.test"},
}
SECRETS = {"token": "t", "password": "p"}

RETURNS = '[records.shipments.acts."labels.return_get"]\n'
NO = 'why_not = "No."'

FAULTS = [
    ("dispatch", '[endpoints]\n"orders.get" = { pth = "/x/{orderId}" }\n', 2, "pth is not known"),
    ("dispatch", '[endpoints]\n"orders.get" = { path = 3 }\n', 2, "path: must be a text"),
    ("dispatch", '[endpoints]\n"orders.delete_one" = { path = "/Orders" }\n', 2, "lacks {orderId}"),
    ("dispatch", '[endpoints]\n"business.new_token" = { acts = false }\n', 2, "acts = true"),
    ("dispatch", '[endpoints]\n"business.new_token" = { acts = "no" }\n', 2, "true or false"),
    ("dash101", '[endpoints]\nrto = { verb = "GET" }\n', 2, "acts = true"),
    ("shipx", '[endpoints]\n"mpks.list" = { verb = "FETCH" }\n', 2, "verb must be one of"),
    ("shipx", '[endpoints]\n"mpks.list" = { path = "https://evil.test/" }\n', 2, "hold no host"),
    ("shipx", '[endpoints]\n"mpks.get" = { path = "/v1/{mpk}" }\n', 2, "parameter that is not"),
    ("shipx", '[endpoints]\n"mpks.get" = { path = "/v1/{mpk_id" }\n', 2, "other half"),
    ("shipx", "[look_up]\nquiet = [10, 60]\n", 2, "the last must be 150 or more"),
    ("shipx", "[look_up]\nquiet = [150, 40]\n", 2, "each wait longer"),
    ("dash101", '[look_up]\nquiet = "soon"\n', 2, "must be a list"),
    ("dispatch", '[wire.ordr]\nnumber = "x"\n', 1, "ordr is not known"),
    ("dispatch", '[wire.order]\nnumber = "x"\nnumbr = "x"\n', 3, "order.numbr is not known"),
    ("dispatch", "[wire.order]\nnumber = []\n", 2, "a name or a list of names"),
    ("dispatch", "[wire.order]\nnumber = [3]\n", 2, "a name or a list of names"),
    ("dispatch", '[wire.order]\nnumber = "a..b"\n', 2, "a name or a list of names"),
    ("dispatch", '[wire.order]\nnumber = "order number"\n', 2, "a name or a list of names"),
    ("dispatch", '[wire.envelope]\ndata = ""\n', 2, "a name or a list of names"),
    ("dispatch", '[wire.envelope]\nrows = "data"\n', 2, "envelope.rows is not known"),
    ("dispatch", "[wire.refusal]\nwords = []\n", 2, "a name or a list of names"),
    ("dispatch", '[wire.bulk]\nfailed = { at = "x" }\n', 2, "a name or a list of names"),
    ("dispatch", "[wire]\nrefusal = 4\n", 2, "must hold tables"),
    ("shipx", '[wire.page]\nsize = "per_page"\n', 2, "page.size is not known"),
    ("shipx", '[wire.refusal_by_key]\nerror = ["key", ""]\n', 2, "a name or a list of names"),
    ("dash101", '[wire.refusal]\nmessage = "text"\n', 2, "refusal.message is not known"),
    ("dispatch", '[body.odata]\npage = "Page"\nfiltr = "$filter"\n', 3, "filtr is not known"),
    ("dispatch", '[body.odata]\nsearch = "$ search"\n', 2, "odata.search: must be a name"),
    ("dispatch", '[body.odata]\npage = "PageSize"\n', 2, "PageSize is where size stands"),
    (
        "shipx",
        '[body.page]\nsize = "number"\npage = "number"\n',
        3,
        "page.page: number is where size stands",
    ),
    ("shipx", '[body.shipment]\nservce = "x"\n', 2, "servce is not known"),
    ("shipx", "[body.shipment]\nservice = 5\n", 2, "service: must be a text"),
    ("shipx", '[body.shipment]\nservice = ""\n', 2, "shipment.service: must be a name"),
    (
        "dash101",
        '[statuses]\n"8" = { title = "Lost", means = "lots" }\n',
        2,
        "means must be one of",
    ),
    ("dash101", '[statuses]\n"8" = { titel = "Lost", means = "lost" }\n', 2, "titel is not known"),
    ("dash101", '[statuses]\n"8" = { title = "Lost" }\n', 2, "must have `means`"),
    ("dispatch", '[meanings.parcel]\na = { title = "A", means = "lost" }\n', 1, "parcel is not"),
    ("dispatch", "[statuses.order]\npending = 4\n", 2, "pending: must be a list"),
    ("dash101", '[[rules]]\nfield = "nmae"\ncheck = "required"\n', 2, "nmae is not a field"),
    ("dash101", '[[rules]]\nfield = "name"\ncheck = "required"\nwrods = "x"\n', 4, "wrods is not"),
    ("dash101", '[[rules]]\nfield = "name"\ncheck = "pattern"\nvalue = "("\n', 4, "does not fit"),
    ("dash101", '[[rules]]\nfield = "name"\ncheck = "max_length"\n', 3, "must have `value`"),
    ("dash101", '[[rules]]\nfield = "total"\ncheck = "minimum"\nvalue = "nan"\n', 4, "not fit"),
    ("dash101", '[[pickup_rules]]\nfield = "name"\ncheck = "nope"\n', 3, "check must be one of"),
    ("dash101", '[[number_rules]]\nfield = "order_id"\ncheck = "nope"\n', 3, "check must be one"),
    ("dash101", '[[number_rules]]\nfield = "name"\ncheck = "required"\n', 2, "not a field"),
    ("dash101", '[exceptions]\ncutoff = "four"\n', 2, "must be a time such as 16:00"),
    ("dash101", '[exceptions]\ndays_after = "x"\n', 2, "days_after: must be a number"),
    ("dash101", "[exceptions]\ndays_after = -1\n", 2, "must not be less than 0"),
    ("dash101", "[exceptions]\ncodes = []\n", 2, "codes: must not be empty"),
    ("dash101", "[[exceptions.reasons]]\nnope = 1\n", 2, "nope is not known"),
    ("dash101", '[[exceptions.reasons]]\ntitle = "Late"\n', 1, "must have `code` and `title`"),
    ("dash101", '[[exceptions.return_rules]]\nfield = "reason"\n', 2, "rule 1: must have"),
    ("dash101", '[cancelling]\nmost = "x"\n', 2, "most: must be a number"),
    ("dash101", "[cancelling]\nmost = 0\n", 2, "must be 1 or more"),
    ("dash101", '[limits]\nitems = "x"\n', 2, "items: must be a number"),
    ("dispatch", '[filterable.orders]\nstring = "status"\n', 2, "string: must be a list"),
    ("dispatch", '[filterable.orders]\nfoo = ["status"]\n', 2, "foo is not known"),
    ("dispatch", '[settings]\nwords = "x"\n', 2, "words: must be a list"),
    ("dispatch", '[settings]\norder_by = "foo"\n', 2, "foo is not in [filterable.orders]"),
    ("dispatch", "[settings]\ngrams_per_weight = 0\n", 2, "must be more than 0"),
    ("shipx", '[services.inpost_locker_standard]\nboxes = "many"\n', 2, "boxes: must be a number"),
    ("shipx", "[services.inpost_locker_standard]\nboxes = 0\n", 2, "boxes: must be 1 or more"),
    ("shipx", '[services.inpost_locker_standard]\nparcel = "tmpl"\n', 2, "parcel: must be one of"),
    ("shipx", '[services.inpost_locker_standard]\nextras = ["x"]\n', 2, "x is not in [extras]"),
    ("shipx", '[extras.sms]\ntitel = "SMS"\n', 2, "sms: titel is not known"),
    ("shipx", '[support]\nparts = "x"\n', 2, "parts: must be a list"),
    ("shipx", '[support]\nparts = ["path", "x"]\n', 2, "[support] x is not known"),
    ("dash101", "[refusals]\ncustomer_name = 5\n", 2, "customer_name: must be a name"),
    ("shipx", '[problems]\n"receiver.phone" = ["phone"]\n', 2, "a field of ours and its title"),
    ("shipx", "[dropped]\neverywhere = 5\n", 2, "everywhere: must be a list"),
    ("shipx", '[records.mpks.fields.name]\ntype = "nmber"\n', 2, "not a valid FieldType"),
    ("shipx", '[records.mpks]\npaging = "foo"\n', 2, "paging: must be one of"),
    ("shipx", '[records.mpks]\npagng = "none"\n', 2, "pagng is not known"),
    ("shipx", '[records.mpks.acts."mpks.create"]\ntitel = "Add"\n', 2, "titel is not known"),
    ("shipx", f'{RETURNS}when = {{ field = "status" }}\n', 2, "must be a list of tables"),
    ("shipx", f'{RETURNS}when = [{{ field = "status" }}]\n', 2, "why_not is missing"),
    ("shipx", f'{RETURNS}when = [{{ why_not = "No." }}]\n', 2, "field is missing"),
    ("shipx", f'{RETURNS}when = [{{ {NO}, field = "status", is = "x" }}]\n', 2, "is is not known"),
    ("shipx", f'{RETURNS}when = [{{ {NO}, field = "statuss" }}]\n', 2, "no such field: statuss"),
    ("shipx", f'{RETURNS}when = [{{ field = "id", why_not = " " }}]\n', 2, "says nothing"),
    ("shipx", f'{RETURNS}moves = "status"\nwhen = []\n', 3, "wants nothing of status"),
    ("shipx", "[foo]\na = 1\n", 1, "[foo] is not a section"),
    ("shipx", "[foo\na = 1\n", 1, "Expected"),
]


def _registry(folder: Path, slug: str, text: str) -> ProviderRegistry:
    folder.mkdir(exist_ok=True)
    (folder / f"{slug}.toml").write_text(text, encoding="utf-8")
    return build_registry(SystemClock(), folder, allow_loopback=True)


async def _build(registry: ProviderRegistry, slug: str) -> None:
    settings = {"base_url": "http://127.0.0.1:9", **SETTINGS[slug]}
    account = Account(AccountId("a"), slug, "Shop", Environment.DEMO, settings)
    await registry.build(account, SECRETS).aclose()


@pytest.mark.parametrize(("slug", "text", "line", "reason"), FAULTS)
async def test_a_fault_is_refused_with_its_line_and_ours_is_used(
    tmp_path: Path, slug: str, text: str, line: int, reason: str
) -> None:
    registry = _registry(tmp_path, slug, text)
    (fault,) = registry.faults
    assert (fault.file, fault.line) == (f"{slug}.toml", line)
    assert reason in fault.reason
    assert TableFiles(None).check(slug, text) == fault
    assert registry.tables.table(slug).content == load_table(slug).content
    await _build(registry, slug)


@pytest.mark.parametrize(
    ("slug", "text"),
    [
        ("dash101", '[endpoints]\norder_track = { path = "/orders/track" }\n'),
        ("dash101", '[endpoints]\nserviceability = { verb = "POST" }\n'),
        ("dash101", '[endpoints]\nrto = { lacks = "Not here.", designed = true }\n'),
        ("dash101", '[exceptions]\ncutoff = "17:30"\ndays_after = 2\n'),
        ("dash101", '[statuses]\n"8" = { title = "Lost", means = "lost", final = true }\n'),
        (
            "dispatch",
            '[filterable.orders]\nmoment = ["a", "updatedDate"]\n[settings]\norder_by = "a"\n',
        ),
        ("dispatch", '[wire.envelope]\ndata = ["result.rows", "data"]\n'),
        ("dispatch", '[wire.refusal]\nwords = "problem.title"\n'),
        ("dispatch", '[body.odata]\npage = "PageSize"\nsize = "Page"\n'),
        ("shipx", '[wire.page]\nitems = ["rows", "items"]\n'),
        ("shipx", '[services.inpost_new]\ntitle = "New"\nparcel = "measures"\nboxes = 2\n'),
        ("shipx", '[extras.gift]\ntitle = "as a gift"\n'),
        ("shipx", '[problems]\n"receiver.fax" = ["phone", "The fax"]\n'),
        ("shipx", '[support]\nparts = ["path", "status"]\n'),
    ],
)
async def test_what_somebody_who_knows_better_would_write_is_taken(
    tmp_path: Path, slug: str, text: str
) -> None:
    registry = _registry(tmp_path, slug, text)
    assert registry.faults == ()
    assert registry.tables.table(slug).content != load_table(slug).content
    await _build(registry, slug)


async def test_a_table_that_nothing_can_be_built_with_is_left_out_until_it_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = _registry(tmp_path, "dispatch", "[settings]\ngrams_per_weight = 7\n")
    assert not registry.faults
    package = providers._package("dispatch")
    build = package.build

    def picky(account: Account, secrets: dict[str, str], around: Surroundings) -> object:
        if around.table.content["settings"]["grams_per_weight"] == 7:
            raise ValueError("seven is not ten")
        return build(account, secrets, around)

    monkeypatch.setattr(package, "build", picky)
    await _build(registry, "dispatch")
    fault = registry.faults[0]
    assert (fault.file, fault.reason) == ("dispatch.toml", "seven is not ten")
    ours: Table = registry.tables.table("dispatch")
    assert ours.content == load_table("dispatch").content
    registry.tables.save("dispatch", "[settings]\ngrams_per_weight = 8\n")
    assert registry.tables.table("dispatch").section("settings")["grams_per_weight"] == 8
