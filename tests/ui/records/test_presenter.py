"""Acts on records at a real desk: asked, checked, sent once, followed, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from shipdesk.ui.dialogs import Question
from shipdesk.ui.records.form import RecordForm
from tests.support.pages import click, until
from tests.support.records_screen import RecordsScreen, dialog_of

Open = Callable[[str], AbstractAsyncContextManager[RecordsScreen]]


async def test_form_is_checked_before_anything_is_sent(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        form = await screen.form("customers.create")
        form.confirm.click()
        await until(form.editors["name"].problem, "the problem")
        assert form.editors["name"].problem() == "Name is missing."
        assert form.isVisible()
        assert screen.sent("customers.create") == []
        form.close_sheet()


async def test_new_customer_is_sent_once_and_becomes_the_current_line(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        form = await screen.form("customers.create")
        form.fill({"name": "Łucja Żak", "email": "lucja@example.test"})
        form.confirm.click()
        assert await screen.outcome("Done") == "The customer is in the order book."
        await until(lambda: screen.view.details.title.text() == "Łucja Żak", "the new customer")
        assert not screen.sheets(RecordForm)
        assert len(screen.sent("customers.create")) == 1


async def test_refused_act_is_told_in_the_words_of_the_service(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        await screen.choose("Jan Nowak")
        form = await screen.form("customers.delete")
        form.confirm.click()
        assert "open orders" in await screen.outcome("Refused")
        assert "Jan Nowak" in screen.names()


async def test_refused_form_opens_once_more_as_it_was_filled(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        screen.simulator.fault("customers.create", "422")
        form = await screen.form("customers.create")
        form.fill({"name": "Ola Test", "email": "ola@example.test"})
        form.confirm.click()
        await screen.outcome("Refused")
        screen.view.outcome.correct.click()
        await until(lambda: screen.sheets(RecordForm), "the form again")
        (again,) = screen.sheets(RecordForm)
        assert again.values() == {"name": "Ola Test", "email": "ola@example.test"}
        again.confirm.click()
        await screen.outcome("Done")
        await until(lambda: "Ola Test" in screen.names(), "the customer in the list")


async def test_lost_answer_is_unknown_and_leads_to_activity(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        screen.simulator.fault("customers.create", "drop_after_commit")
        form = await screen.form("customers.create")
        form.fill({"name": "Ola Test", "email": "ola@example.test"})
        form.confirm.click()
        await screen.outcome("Unknown")
        led: list[str] = []
        screen.page.operation_opened.connect(led.append)
        screen.view.outcome.activity.click()
        assert led == [screen.view.outcome.operation_id()]
        assert len(screen.sent("customers.create")) == 1


async def test_edit_opens_with_what_is_known_and_sends_the_whole(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        await screen.choose("Asha Rao")
        await screen.read_whole()
        form = await screen.form("customers.replace")
        assert form.editors["name"].value() == "Asha Rao"
        form.editors["city"].set_value("Mumbai")
        form.confirm.click()
        await screen.outcome("Done")
        await until(lambda: screen.view.details.facts.value("Town") == "Mumbai", "the changed town")
        (sent,) = screen.sent("customers.replace")
        assert {"name", "email", "phone"} <= {key.split(".")[0] for key in sent["body_keys"]}


async def test_irreversible_act_names_its_victim_and_enter_does_not_confirm(
    open_page: Open,
) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/products")
        await screen.choose("Cane lampshade")
        form = await screen.form("products.delete")
        assert form.confirm.words() == "Delete product Cane lampshade"
        screen.press(Qt.Key.Key_Return)
        await until(lambda: not form.isVisible(), "Enter took the way out")
        assert screen.sent("products.delete") == []


async def test_act_of_a_line_inside_a_record_is_for_the_chosen_line(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/products")
        await screen.choose("Ceramic mug, sand")
        await screen.read_whole()
        section = screen.view.details.parts["variants"]
        second = screen.view.current().parts["variants"][1]
        section.select(second.id)
        form = await screen.form("products.variant_delete")
        assert second.title in form.confirm.words()
        form.confirm.click()
        await screen.outcome("Done")
        (sent,) = screen.sent("products.variant_delete")
        assert sent["path"].endswith(second.id)


async def test_closed_act_says_why_on_the_button_and_beside_it(open_page: Open) -> None:
    async with open_page("services") as screen:
        await screen.show("orderbook/vehicles")
        await screen.choose("Van 1")
        assert screen.why_not("vehicles.delete") == "The vehicle is in use."
        assert "The vehicle is in use." in screen.view.details.acts.reasons()
        await screen.choose("Van 2")
        assert screen.act("vehicles.delete").isEnabled()


async def test_answer_of_a_reading_act_is_shown_and_can_be_copied(open_page: Open) -> None:
    async with open_page("services") as screen:
        await screen.show("orderbook/vehicles")
        screen.act("vehicles.history").trigger()
        if screen.sheets(RecordForm):
            screen.sheets(RecordForm)[0].confirm.click()
        sheet = await screen.answer()
        lines = sheet.as_text().splitlines()
        assert "Distance" in lines[0]
        assert len(lines) > 1
        screen.press(Qt.Key.Key_Escape)
        await until(lambda: not sheet.isVisible(), "closed")


async def test_file_is_saved_where_a_person_says(open_page: Open, tmp_path: Path) -> None:
    async with open_page("services") as screen:
        await screen.show("inpost/organizations")
        form = await screen.form("reports.cod")
        form.fill({"first_day": "2026-11-01", "last_day": "2026-11-20"})
        form.confirm.click()
        await until(lambda: dialog_of(QFileDialog), "the file dialog")
        target = tmp_path / "cod.csv"
        dialog = dialog_of(QFileDialog)
        dialog.findChild(QLineEdit).setText(str(target))
        dialog.accept()
        await until(lambda: screen.said.toasts, "the word that it is saved")
        assert screen.said.toasts == [f"Saved as {target}."]
        assert target.stat().st_size


async def test_wrong_date_is_told_beside_its_field(open_page: Open) -> None:
    async with open_page("services") as screen:
        await screen.show("inpost/organizations")
        form = await screen.form("reports.cod")
        form.fill({"first_day": "1.11.2026", "last_day": "2026-11-20"})
        form.confirm.click()
        await until(form.editors["first_day"].problem, "the problem")
        assert form.editors["last_day"].problem() == ""
        assert screen.sent("reports.cod") == []
        form.close_sheet()


async def test_generated_token_is_taken_into_use_and_stands_in_no_operation(
    open_page: Open,
) -> None:
    async with open_page("services") as screen:
        await screen.show("orderbook/business")
        form = await screen.form("business.new_token")
        form.confirm.click()
        await screen.outcome("Done")
        sheet = await screen.opened.desk.activity.read(screen.view.outcome.operation_id())
        screen.view.outcome.use.click()
        await until(lambda: dialog_of(Question), "the question")
        click(dialog_of(Question), "Use it")
        await until(lambda: screen.said.toasts, "the word that it is used")
        screen.simulator.clear_requests()
        screen.presenter.refresh()
        await until(lambda: screen.sent("business.me"), "read with the new token")
        (sent,) = screen.sent("business.me")
        assert sent["status"] == 200
        assert dict(sheet.operation.facts) == {}
