"""Lines of the list of orders, as text."""

from __future__ import annotations

from dataclasses import replace

from shipdesk.domain.rows import OrderRow
from shipdesk.ui.orders import stages
from shipdesk.ui.orders.columns import order_columns
from shipdesk.ui.orders.waits import LongWaits
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from tests.support.orders_screen import ROW


def text(row: OrderRow, key: str, *, all_stages: bool = False) -> str:
    columns = {column.key: column for column in order_columns(lambda: all_stages)}
    return columns[key].text(row).replace("\u00a0", " ")


def tone(row: OrderRow, key: str) -> Tone | None:
    columns = {column.key: column for column in order_columns(lambda: False)}
    look = columns[key].look
    shown = look(row) if look is not None else None
    return shown.colour if shown is not None else None


def test_an_order_reads_in_a_line() -> None:
    assert text(ROW, "number") == "ORD-1"
    assert text(ROW, "total") == "136,00 zł"
    assert text(ROW, "parcel") == "A 0,8 kg"
    assert text(ROW, "best") == "12,50 zł"
    assert text(ROW, "payment") == "paid"


def test_an_unknown_payment_is_a_question_in_amber_never_paid() -> None:
    row = replace(ROW, payment="unknown")
    assert text(row, "payment") == "?"
    assert tone(row, "payment") is Tone.AMBER


def test_no_quote_and_no_weight_are_no_zeros() -> None:
    row = replace(ROW, best_minor=None, weight_g=0, parcel_size="")
    assert text(row, "best") == ""
    assert text(row, "parcel") == "–"


def test_a_purchase_under_way_takes_the_place_of_the_price() -> None:
    row = replace(ROW, state_key="sent", state_words="Buying…")
    assert text(row, "best") == "Buying…"
    aside = replace(ROW, state_key="unknown", state_words="Put this parcel aside, checking.")
    assert text(aside, "best") == "Put aside"
    assert tone(aside, "best") is Tone.VIOLET


def test_while_searching_every_line_says_its_stage() -> None:
    assert text(ROW, "state") == ""
    assert text(ROW, "state", all_stages=True) == "Ready"
    assert text(replace(ROW, state_words="Refused"), "state", all_stages=True) == "Refused"


def test_each_stage_shows_either_the_price_or_the_state() -> None:
    assert stages.columns_away("ready") == ("state",)
    assert set(stages.columns_away("problem")) == {"best", "quantity", "parcel"}
    assert set(stages.columns_away("done")) == {"best", "state"}


def test_the_pill_says_what_is_being_bought_before_it_says_the_stage() -> None:
    assert stages.pill("ready", "sent")[0] == "Buying…"
    assert stages.pill("problem", "unknown")[2] is Tone.VIOLET
    assert stages.pill("handed_over")[0] == "Handed over"


def test_a_wait_says_for_what_once_it_is_long() -> None:
    told: list[str] = []
    now = [100.0]
    waits = LongWaits(lambda: now[0], lambda: told.append("a wait began"))
    columns = {each.key: each for each in order_columns(lambda: False, waits.is_long)}
    row = replace(ROW, state_key="waiting", state_words=say("wait.approval"))
    waits.note([row])
    assert columns["best"].text(row) == "Buying…"
    now[0] = 109.9
    waits.note([row])
    assert columns["best"].text(row) == "Buying…"
    now[0] = 110.0
    assert columns["best"].text(row) == "Needs approval"
    assert told == ["a wait began"]
    waits.note([replace(row, state_key="bought")])
    assert not waits.is_long(row)
