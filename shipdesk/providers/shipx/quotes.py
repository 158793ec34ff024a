"""Prices at InPost: which services can serve, what they cost, and why the others cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shipdesk.clock import Clock
from shipdesk.domain.account import Account
from shipdesk.domain.address import Address, split_street
from shipdesk.domain.order import HandingIn
from shipdesk.domain.quote import NoQuote, Quote, QuoteRequest, QuoteSheet
from shipdesk.errors import AuthError, RejectedError
from shipdesk.providers.raws import keep
from shipdesk.providers.shipx import mapping, problems, requests, wire
from shipdesk.providers.shipx.client import ShipxClient
from shipdesk.providers.shipx.organization import ENTER_IT, NO_BANK_ACCOUNT, ShipxOrganization
from shipdesk.providers.tables import Service, Table

COURIER_ID = "inpost"
BY_CONTRACT = "by contract"
_TEMPLATE_G = 25_000
"""What a parcel of size A, B or C weighs at most (§ 5.4)."""

_REMARK = "as quoted by InPost"


class ShipxQuotes:
    """Asks one price calculation for all services of a kind; a bad one is taken out and told."""

    def __init__(
        self,
        client: ShipxClient,
        table: Table,
        account: Account,
        clock: Clock,
        organization: ShipxOrganization,
    ) -> None:
        self._client = client
        self._table = table
        self._account = account
        self._clock = clock
        self._organization = organization

    async def fetch(self, request: QuoteRequest) -> QuoteSheet:
        """Return a quote or a reason for each service that the organization may use.

        Raises AuthError where the token is not accepted, and what every request may raise.
        """
        country = request.recipient.country
        if country and country != "PL":
            return QuoteSheet(not_for=(self._no(mapping.COURIER, "Delivers in Poland only."),))
        if request.cod is not None and request.cod.currency != mapping.CURRENCY:
            reason = f"Collects money in {mapping.CURRENCY} only."
            return QuoteSheet(not_for=(self._no(mapping.COURIER, reason),))
        allowed = await self._allowed_services()
        if request.cod is not None and await self._organization.ask():
            # The purchase would be accepted and then fail for want of it (§ 2.3, § 5.3).
            no = self._no(mapping.COURIER, f"No COD: {NO_BANK_ACCOUNT}", ENTER_IT)
            return QuoteSheet(not_for=(no,))
        if not allowed:
            reason = "This InPost account may use none of the services that ShipDesk knows."
            return QuoteSheet(not_for=(self._no(mapping.COURIER, reason),))
        quotes: list[Quote] = []
        not_for: list[NoQuote] = []
        able: list[Service] = []
        # What is never asked for is told last: nothing that a person does now changes it.
        for service in sorted(allowed, key=_never_asked):
            refused = self._unable(service, request)
            if refused is None:
                able.append(service)
            else:
                not_for.append(refused)
        for to_locker in (True, False):
            group = [service for service in able if service.to_locker is to_locker]
            found, refused_ones = await self._ask(group, request)
            quotes += found
            not_for += refused_ones
        return QuoteSheet(tuple(quotes), tuple(not_for))

    async def _allowed_services(self) -> tuple[Service, ...]:
        """Return the services known here that the organization may use."""
        allowed = await self._organization.services()
        services = self._table.services.values()
        return tuple(service for service in services if service.code in allowed)

    def _unable(self, service: Service, request: QuoteRequest) -> NoQuote | None:
        """Return why a service cannot be asked for, None where it can."""
        title = _title(service)
        if _never_asked(service):
            return self._no(title, str(service.values.get("why", "Not offered by ShipDesk.")))
        missing = requests.unable(request.options, service, requests.extra_titles(self._table))
        if missing:
            return self._no(title, missing, "See “Boxes and options” of the order.")
        if service.to_locker and not request.locker:
            return self._no(title, "no locker chosen", "Choose a locker.")
        if not service.to_locker and request.locker and not _has_door(request.recipient):
            reason = f"No street address: the parcel goes to the locker {request.locker}."
            return self._no(title, reason, "Enter the street to send it to the door.")
        return self._unfit(service, request) or self._handed_in(service, request)

    def _unfit(self, service: Service, request: QuoteRequest) -> NoQuote | None:
        """Return why the parcel does not fit the service: its size, or what is not known of it."""
        title, parcel = _title(service), request.parcel
        if service.values.get("parcel") == "template":
            if not requests.template_of(parcel, service):
                if all(parcel.sides):
                    largest = service.values.get("largest_title", "C")
                    return self._no(title, f"The parcel is larger than size {largest}.")
                return self._no(title, "The size is not chosen.", "Choose size A, B or C.")
            if parcel.weight_g > _TEMPLATE_G:
                return self._no(title, f"Takes up to {_TEMPLATE_G / 1000:g} kg.")
        elif not all(box.weight_g and all(box.sides) for box in (parcel, *request.options.boxes)):
            missing = "weight is" if all(parcel.sides) else "weight and the sides are"
            of = " of a box" if request.options.boxes else ""
            return self._no(title, f"The {missing} not known{of}.", "Type what is missing.")
        above = float(service.values.get("above_kg", 0))
        if above and max(box.weight_g for box in (parcel, *request.options.boxes)) <= above * 1000:
            return self._no(title, f"For what is heavier than {above:g} kg.")
        return None

    def _handed_in(self, service: Service, request: QuoteRequest) -> NoQuote | None:
        """Return why the parcel cannot be handed in as it was chosen (§ 5.5)."""
        if requests.sending_method(request.handing_in, service):
            return None
        title = _title(service)
        if request.handing_in is HandingIn.COLLECT:
            return self._no(title, "No courier collects it.", "Choose “I drop off”.")
        if request.handing_in is HandingIn.DROP_OFF:
            return self._no(title, "Cannot be dropped off.", "Choose “Courier collects”.")
        if service.values.get("asks_sending"):
            reason = "It is not known how the parcel is handed in."
            return self._no(title, reason, "Choose “Courier collects” or “I drop off”.")
        return None

    async def _ask(
        self, group: Sequence[Service], request: QuoteRequest
    ) -> tuple[list[Quote], list[NoQuote]]:
        """Ask for a group at once; one bad item fails the call, so it is told and taken out."""
        if not group:
            return [], []
        items = [self._client.bodies.price_question(request, service) for service in group]
        try:
            charges = await self._client.calculate(items)
        except AuthError as error:
            if problems.PREPAID_ONLY not in error.detail:
                raise
            return self._by_contract(group, request), []
        except RejectedError as error:
            if error.words == problems.PREPAID_ONLY:
                return self._by_contract(group, request), []
            return await self._sort_out(group, request, error)
        return self._priced(group, request, charges)

    async def _sort_out(
        self, group: Sequence[Service], request: QuoteRequest, error: RejectedError
    ) -> tuple[list[Quote], list[NoQuote]]:
        """Tell the services that a refusal names and ask again for the rest.

        One that names none concerns perhaps one service only, so each is asked alone.
        """
        if len(group) == 1:
            return [], [self._no(_title(group[0]), error.words)]
        said = {service.code: _said_of(service, error) for service in group}
        named = [service for service in group if said[service.code]]
        quotes: list[Quote] = []
        not_for = [self._no(_title(service), said[service.code]) for service in named]
        rest = [service for service in group if not said[service.code]]
        for part in [rest] if named else [[service] for service in rest]:
            found, refused = await self._ask(part, request)
            quotes += found
            not_for += refused
        return quotes, not_for

    def _priced(
        self,
        group: Sequence[Service],
        request: QuoteRequest,
        charges: Sequence[wire.WireCharge],
    ) -> tuple[list[Quote], list[NoQuote]]:
        by_id = {charge.id: charge for charge in charges}
        if len(group) == 1 and len(charges) == 1:
            # A single item may come back without its id.
            by_id = {group[0].code: charges[0]}
        quotes: list[Quote] = []
        not_for: list[NoQuote] = []
        for service in group:
            charge = by_id.get(service.code)
            if charge is None:
                not_for.append(self._no(_title(service), "InPost gave no price."))
            else:
                quotes.append(self._quote(service, request, charge))
        return quotes, not_for

    def _by_contract(self, group: Iterable[Service], request: QuoteRequest) -> list[Quote]:
        return [self._quote(service, request, wire.WireCharge()) for service in group]

    def _quote(self, service: Service, request: QuoteRequest, charge: wire.WireCharge) -> Quote:
        total = mapping.to_money(charge.calculated_charge_amount, "")
        cod_fee = mapping.to_money(charge.cod_charge_amount, "") if request.cod else None
        insurance_fee = mapping.to_money(charge.insurance_charge_amount, "")
        return Quote(
            account_id=self._account.id,
            courier_id=COURIER_ID,
            courier=mapping.COURIER,
            service=service.code,
            service_title=service.title,
            fetched_at=self._clock.now(),
            total=total,
            cod_fee=cod_fee,
            insurance_fee=insurance_fee if insurance_fee and insurance_fee.minor else None,
            to_locker=service.to_locker,
            remark=_REMARK if total else BY_CONTRACT,
            raw=keep(charge.told, self._table, "charge"),
        )

    def _no(self, title: str, reason: str, fix: str = "") -> NoQuote:
        return NoQuote(self._account.id, title, reason, fix)


def _has_door(recipient: Address) -> bool:
    """Return whether a courier could find the recipient without the locker."""
    street, building = split_street(recipient.street)
    return bool(street and building and recipient.city and recipient.postcode)


def _never_asked(service: Service) -> bool:
    return not service.values.get("offered", True)


def _title(service: Service) -> str:
    return f"{mapping.COURIER} {service.title}"


def _said_of(service: Service, error: RejectedError) -> str:
    """Return what a refusal says of one service, "" where it does not name it."""
    prefix = f"shipments.{service.code}"
    return " ".join(
        text
        for path, said in error.fields.items()
        if path == prefix or path.startswith(f"{prefix}.")
        for text in said
    )
