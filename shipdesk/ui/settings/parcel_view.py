"""Settings › Parcel: what is assumed where neither order, items nor product tell it."""

from __future__ import annotations

from decimal import Decimal

from shipdesk.domain.measures import Parcel
from shipdesk.ui import format as fmt
from shipdesk.ui.settings.form import Problem, to_decimal
from shipdesk.ui.settings.one_form import OneForm
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.widgets import FormField, Segmented
from shipdesk.wording import phrase as say

_KEY = "settings.parcel"
_SIZES = (("", "by the sides"), ("A", "A"), ("B", "B"), ("C", "C"))
_HEAVIEST_G = 1_000_000
_LONGEST_MM = 5_000
SIDES = ("length", "width", "height")


class ParcelView(OneForm):
    """The preset of the profile as a form."""

    def __init__(self, actions: Actions) -> None:
        words = say(
            "Taken where neither the order, its items nor the product tell weight and size. "
            "It is shown as assumed, until a person types the measured one."
        )
        super().__init__(
            actions, _KEY, (say("Parcel"), words), card=say("Assumed parcel"),
            form=say("Parcel preset"), save=say("Save parcel"),
        )  # fmt: skip
        titles = {"length": say("Length"), "width": say("Width"), "height": say("Height")}
        self.form.add_row(
            ("weight", FormField(say("Weight"), unit="kg"), 1),
            *((side, FormField(titles[side], unit="cm"), 1) for side in SIDES),
        )
        self.locker_size = Segmented(
            tuple((key, say(words)) for key, words in _SIZES), name=say("Locker size")
        )
        self.form.add_row(("size", FormField(say("Locker size"), self.locker_size), 1))

    def show_parcel(self, parcel: Parcel | None) -> None:
        """Show the preset; None shows an empty form."""
        shown = parcel or Parcel()
        kilograms = fmt.weight(shown.weight_g).partition("\u00a0")[0] if shown.weight_g else ""
        self.form.fields["weight"].set_text(kilograms)
        lengths = (shown.length_mm, shown.width_mm, shown.height_mm)
        for side, length in zip(SIDES, lengths, strict=True):
            places = 1 if length % 10 else 0
            words = fmt.decimal(Decimal(length) / 10, places) if length else ""
            self.form.fields[side].set_text(words)
        self.locker_size.choose(shown.size)
        self.form.show_problems({})

    def parcel(self) -> tuple[Parcel, dict[str, Problem]]:
        """Return what is typed, and what is wrong with it by field."""
        problems: dict[str, Problem] = {}
        weight = _whole(self.form.text("weight"), 1000)
        if weight is None or not 0 < weight <= _HEAVIEST_G:
            problems["weight"] = Problem(say("A weight in kilograms, such as 0,5."))
        sides = {side: _whole(self.form.text(side) or "0", 10) for side in SIDES}
        known = [side for side, length in sides.items() if length]
        for side, length in sides.items():
            if length is None or not 0 <= length <= _LONGEST_MM:
                problems[side] = Problem(say("A length in centimetres."))
            elif known and not length:
                problems[side] = Problem(say("All three sides, or none."))
        found = Parcel(
            weight_g=weight or 0,
            length_mm=sides["length"] or 0,
            width_mm=sides["width"] or 0,
            height_mm=sides["height"] or 0,
            size=self.locker_size.choice(),
        )
        return found, problems


def _whole(text: str, factor: int) -> int | None:
    value = to_decimal(text)
    return None if value is None else round(value * factor)
