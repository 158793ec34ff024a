"""The Polish courier's files: labels in three languages, zipped where mixed, and sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator.label_pdf_shipx import (
    CollectionSheet,
    ShipxLabel,
    collection_sheet,
    parcel_labels,
)
from shipdesk.simulator.label_zpl import epl_labels, zpl_labels
from shipdesk.simulator.places import locker
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_json import moment, recipient_name
from shipdesk.simulator.shipx_model import BEFORE_PURCHASE, DispatchOrder, Shipment
from shipdesk.simulator.shipx_rules import WARSAW

if TYPE_CHECKING:
    from shipdesk.simulator.shipx_book import ShipxBook

_TYPES = {"pdf": "application/pdf", "zpl": "application/zpl", "epl": "application/epl2"}
_NOT_FOR_SERVICE = "unavailable_for_service"
_PRODUCTS = {
    catalogue.POP_SERVICE: ("PaczkoPunkt", "InPost Paczkomaty · punkt"),
    "inpost_locker_economy": ("Paczkomat 24/7", "InPost Paczkomaty · ekonomiczna"),
    "inpost_courier_c2c": ("Kurier C2C", "InPost Kurier · standard"),
    "inpost_courier_express_1000": ("Kurier 10:00", "InPost Kurier · ekspres"),
    "inpost_courier_express_1200": ("Kurier 12:00", "InPost Kurier · ekspres"),
    "inpost_courier_express_1700": ("Kurier 17:00", "InPost Kurier · ekspres"),
    "inpost_courier_palette": ("Paleta", "InPost Kurier · paleta"),
}


def asked_format(file_format: str, kind: str) -> tuple[str, str]:
    """The format and page that were asked for, checked; case does not matter."""
    wanted, page = (file_format or "pdf").lower(), (kind or "normal").lower()
    if wanted not in _TYPES:
        raise invalid({"format": ["unknown"]})
    if page not in {"normal", "a6"} and not (wanted == "zpl" and page == "dpi300"):
        raise invalid({"type": ["unknown"]})
    return wanted, page


def check_printable(book: ShipxBook, one: Shipment) -> None:
    """Refuse the label of a shipment that is not paid for, or cancelled (reference §8.1)."""
    if one.status == "canceled":
        raise invalid({"tracking_number": ["you_can_not_generate_labels_for_unpaid_shipments"]})
    if one.status in BEFORE_PURCHASE or not one.bought:
        raise Refusal(
            "invalid_action",
            {"action": "get_label", "shipment_status": one.status, "shipment_id": one.id},
        )
    if one.service == "inpost_courier_alcohol":
        ready = one.created_at + timedelta(hours=48)
        if book.clock.now() < ready:
            raise Refusal("label_not_found", {"label_available_from": moment(ready)})


def one_label(book: ShipxBook, one: Shipment, file_format: str, page: str) -> web.Response:
    """The label file of one shipment (a page per parcel), sent in chunks without a length."""
    check_printable(book, one)
    body = _file(book, [one], file_format, page)
    return _attachment(body, _TYPES[file_format], f"{one.service}.{file_format}")


def many_labels(
    book: ShipxBook, shipments: Sequence[Shipment], file_format: str, page: str
) -> web.Response:
    """One file for one service; a zip with a file per service when they are mixed (§8.2)."""
    for one in shipments:
        check_printable(book, one)
        if one.service == "inpost_courier_alcohol":
            raise invalid({"shipment_ids": [{str(one.id): [_NOT_FOR_SERVICE]}]})
    services: dict[str, list[Shipment]] = {}
    for one in shipments:
        services.setdefault(one.service or "", []).append(one)
    if len(services) == 1:
        name = next(iter(services))
        body = _file(book, shipments, file_format, page)
        return _attachment(body, _TYPES[file_format], f"{name}.{file_format}")
    files = {
        f"{name}.{file_format}": _file(book, members, file_format, page)
        for name, members in services.items()
    }
    return _zipped(files, "labels.zip")


def _zipped(files: Mapping[str, bytes], name: str) -> web.Response:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, body in files.items():
            archive.writestr(member, body)
    return _attachment(buffer.getvalue(), "application/zip", name)


def return_labels(book: ShipxBook, shipments: Sequence[Shipment], file_format: str) -> web.Response:
    """Labels for the way back of courier parcels; other services have none (§8.3)."""
    for one in shipments:
        check_printable(book, one)
        service = catalogue.service(one.service or "")
        if service.carrier != "inpost_courier" or "allegro" in (one.service or ""):
            raise invalid({"shipment_ids": [{str(one.id): [_NOT_FOR_SERVICE]}]})
    labels = [_turned(label) for one in shipments for label in labels_of(one)]
    _note(book, shipments, file_format, "return")
    body = _drawn(labels, file_format, fine=False, a4=False)
    return _attachment(body, _TYPES[file_format], f"return_labels.{file_format}")


def _turned(label: ShipxLabel) -> ShipxLabel:
    """The label with sender and receiver changed over."""
    sender, _, rest = label.sender.partition(" · ")
    street, _, town = rest.rpartition(" · ")
    back = " · ".join(part for part in (label.recipient, label.address, label.town) if part)
    return replace(
        label, sender=back, sender_phone=label.recipient_phone, recipient=sender,
        recipient_phone=label.sender_phone, target="", address=street, town=town,
        sort_code=_sort_code(town), product="Zwrot",
    )  # fmt: skip


def _attachment(body: bytes, content_type: str, name: str) -> web.Response:
    response = web.Response(
        body=body,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Transfer-Encoding": "binary",
        },
    )
    response.enable_chunked_encoding()
    return response


def _file(book: ShipxBook, shipments: Sequence[Shipment], file_format: str, page: str) -> bytes:
    labels = [label for one in shipments for label in labels_of(one)]
    if book.knob("wrong_barcode", default=False):
        labels = [
            replace(label, tracking_number=_other(book, label.tracking_number)) for label in labels
        ]
    _note(book, shipments, file_format, page)
    # Courier services have no A4 page and no ZPL for 300 dpi (reference §8.1); they give A6, and
    # ZPL for 203 dpi, whatever was asked.
    courier = any(
        catalogue.service(one.service or "").carrier == "inpost_courier" for one in shipments
    )
    return _drawn(labels, file_format, fine=page == "dpi300" and not courier,
                  a4=page == "normal" and not courier)  # fmt: skip


def _note(book: ShipxBook, shipments: Sequence[Shipment], file_format: str, page: str) -> None:
    """Write down that labels were given out."""
    for one in shipments:
        book.labels.append(
            {
                "shipment_id": one.id,
                "tracking_number": one.tracking_number,
                "format": file_format,
                "type": page,
                "at": moment(book.clock.now()),
            }
        )


def _drawn(labels: Sequence[ShipxLabel], file_format: str, *, fine: bool, a4: bool) -> bytes:
    if file_format == "zpl":
        return zpl_labels(labels, dpi=300 if fine else 203)
    if file_format == "epl":
        return epl_labels(labels)
    return parcel_labels(labels, a4=a4)


def _other(book: ShipxBook, tracking_number: str) -> str:
    """The tracking number of another parcel in the books, or one of nobody's."""
    for one in reversed(book.shipments.values()):
        if one.tracking_number not in {None, tracking_number}:
            return one.tracking_number or ""
    return "620000719999999999999999"


def labels_of(one: Shipment) -> list[ShipxLabel]:
    """What the labels of a shipment say, one per parcel."""
    product, line = _PRODUCTS.get(
        one.service or "",
        ("Paczkomat 24/7", "InPost Paczkomaty · standard")
        if catalogue.is_locker(one.service or "")
        else ("Kurier", "InPost Kurier · standard"),
    )
    point = locker(one.target) if one.target else None
    address = one.receiver.get("address") or {}
    if point is not None:
        street, town = f"ul. {point.street} {point.building}", f"{point.post_code} {point.town}"
    else:
        street = _street(address)
        town = f"{address.get('post_code') or ''} {address.get('city') or ''}".strip()
    cod = one.amount("cod")
    labels = []
    for parcel in one.parcels:
        template = catalogue.smallest_template(parcel.size()) if one.target else None
        up_to = "do " if parcel.template and one.target else ""
        weight = up_to + f"{parcel.weight:g}".replace(".", ",")
        cash = f" · POBRANIE {cod:.2f} zł".replace(".", ",") if cod else ""
        labels.append(
            ShipxLabel(
                tracking_number=parcel.tracking_number or "",
                product=product,
                service_line=line,
                size=catalogue.SIZES[template][0] if template else "",
                sender=_sender(one),
                sender_phone=_phone(one.sender.get("phone")),
                recipient=recipient_name(one),
                recipient_phone=_phone(one.receiver.get("phone")),
                target=one.target,
                address=street,
                town=town,
                reference=str(one.asked.get("reference") or ""),
                contents=f"{weight} kg{cash}",
                date=f"{one.created_at.astimezone(WARSAW):%d.%m.%Y}",
                sort_code=_sort_code(town),
            )
        )
    return labels


def _street(address: dict[str, object]) -> str:
    lines = [str(address.get(key) or "") for key in ("street", "building_number")]
    return " ".join(line for line in lines if line) or str(address.get("line1") or "")


def _sender(one: Shipment) -> str:
    person = one.sender
    address = person.get("address") or {}
    name = person.get("company_name") or " ".join(
        str(person.get(key) or "") for key in ("first_name", "last_name")
    )
    town = f"{address.get('post_code') or ''} {address.get('city') or ''}".strip()
    return " · ".join(part for part in (str(name).strip(), _street(address), town) if part)


def _phone(number: object) -> str:
    digits = str(number or "")
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}".strip()


def _sort_code(town: str) -> str:
    code, _, city = town.partition(" ")
    letters = "".join(letter for letter in city.upper() if letter.isalpha())[:2] or "XX"
    plain = letters.translate(str.maketrans("ĄĆĘŁŃÓŚŹŻ", "ACELNOSZZ"))
    return f"{plain}-{(code[:2] if code[:2].isdigit() else '00')}"


def sheet(book: ShipxBook, order: DispatchOrder | None, shipments: Sequence[Shipment]) -> bytes:
    """The sheet that the courier signs: of one dispatch order, or of parcels without one."""
    now = book.clock.now().astimezone(WARSAW)
    place: list[str] = []
    comment = ""
    if order is not None:
        town = f"{order.address.get('post_code')} {order.address.get('city')}"
        place = [
            order.place["name"],
            f"{_street(order.address)}, {town}",
            " · ".join(
                part for part in (order.place["phone"], order.place["office_hours"]) if part
            ),
        ]
        comment = order.comments[-1].comment if order.comments else ""
    elif shipments:
        place = [_sender(shipments[0])]
    rows = []
    for one in shipments:
        label = labels_of(one)[0]
        goes_to = f"{label.recipient}, {label.target or label.town}"
        rows.append((label.tracking_number, goes_to, f"{label.product} {label.size}".strip()))
    title = f"Zlecenie odbioru {order.id}" if order is not None else "Potwierdzenie nadania"
    return collection_sheet(CollectionSheet(title, place, comment, rows, f"{now:%d.%m.%Y %H:%M}"))


def sheets(
    book: ShipxBook, order: DispatchOrder | None, shipments: Sequence[Shipment], name: str
) -> web.Response:
    """The sheet as a PDF; a zip with one per service where there are several (§9.8)."""
    services: dict[str, list[Shipment]] = {}
    for one in shipments:
        services.setdefault(one.service or "", []).append(one)
    if len(services) <= 1:
        return _attachment(sheet(book, order, shipments), _TYPES["pdf"], f"{name}.pdf")
    files = {f"{service}.pdf": sheet(book, order, some) for service, some in services.items()}
    return _zipped(files, f"{name}.zip")
