"""What is remembered of printers: the next free place of a sheet, and how far each prints off."""

from __future__ import annotations

from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.label import PrinterProfile
from shipdesk.domain.sheet import Calibration, SheetPlace
from shipdesk.storage import preferences
from shipdesk.storage.sql import Conn

_PLACE = "sheet_place."
_CALIBRATION = "calibration."


def key_of(profile: PrinterProfile) -> str:
    """Return the name under which the place is remembered: a sheet lies in one printer."""
    return f"{_PLACE}{profile.stock.key}.{profile.printer}"


def read(conn: Conn, profile: PrinterProfile) -> SheetPlace:
    """Return where the next label goes on the profile's sheet; the first place of a new one."""
    places = profile.stock.places
    plain = preferences.get(conn, key_of(profile))
    kept = SheetPlace(places=places) if plain is None else from_plain(SheetPlace, plain)
    return kept if kept.places == places else SheetPlace(places=places)


def put(conn: Conn, key: str, place: SheetPlace) -> None:
    """Remember the place under a name of `key_of`."""
    preferences.put(conn, key, to_plain(place))


def calibrations(conn: Conn) -> dict[str, Calibration]:
    """Return what is known of each printer, by its name."""
    return {
        name.removeprefix(_CALIBRATION): from_plain(Calibration, plain)
        for name, plain in preferences.all(conn).items()
        if name.startswith(_CALIBRATION)
    }


def put_calibration(conn: Conn, printer: str, known: Calibration) -> None:
    """Remember how far a printer's print is moved."""
    preferences.put(conn, f"{_CALIBRATION}{printer}", to_plain(known))
