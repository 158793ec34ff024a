"""InPost's courier comes: booking a collection, remarks on it, withdrawing it, reading it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shipdesk.domain.account import Account
from shipdesk.domain.dispatch_order import DispatchOrder, DispatchOrderStatus
from shipdesk.domain.money import Money
from shipdesk.domain.operation import (
    CancelPickupIntent,
    CommentIntent,
    DeleteCommentIntent,
    EditCommentIntent,
    PickupIntent,
)
from shipdesk.errors import AuthError, RejectedError, UnexpectedReplyError
from shipdesk.providers.shipx import mapping, problems, requests, wire
from shipdesk.providers.shipx.booking import SKEW
from shipdesk.providers.shipx.client import ShipxClient, to_filter_time
from shipdesk.providers.shipx.withdrawing import Withdrawing
from shipdesk.providers.steps import (
    Booked,
    Facts,
    Failed,
    Match,
    Settled,
    Step,
    StepResult,
    wait_longer,
)
from shipdesk.providers.tables import Table

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0


class ShipxDispatchOrders:
    """Reads of booked collections."""

    def __init__(self, client: ShipxClient, table: Table, account: Account) -> None:
        self._client = client
        self._table = table
        self._account = account

    async def fetch(self, remote_id: str) -> DispatchOrder:
        """Return one dispatch order as it stands."""
        return self.to_order(await self._client.fetch_dispatch_order(remote_id))

    async def fetch_price(self, remote_shipments: Sequence[str]) -> Money | None:
        """Return the price of a collection; None for contract customers, who are told none."""
        numbers = [int(text) for text in remote_shipments if text.isdecimal()]
        if not numbers:
            return None
        try:
            found = await self._client.calculate_collection(numbers)
        except AuthError as error:
            if problems.PREPAID_ONLY in error.detail:
                return None
            raise
        except RejectedError as error:
            if error.words == problems.PREPAID_ONLY:
                return None
            raise
        total = found.total_price
        if total is None or found.total_success_count == 0:
            return None
        return mapping.to_money(total.amount, total.currency)

    def to_order(self, given: wire.WireDispatchOrder) -> DispatchOrder:
        """Return a collection in our words."""
        return mapping.to_dispatch_order(given, self._account, self._table)


class ShipxPickupBooking:
    """Books a collection and waits until InPost has passed it on or refused it (§ 9.2)."""

    _STEPS = (Step("create", writes=True), Step("settle", writes=False))

    def __init__(self, client: ShipxClient, reads: ShipxDispatchOrders) -> None:
        self._client = client
        self._reads = reads

    def steps(self, intent: PickupIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same for all
        """Return create and settle."""
        return self._STEPS

    async def run(self, step: str, intent: PickupIntent, facts: Facts) -> StepResult:
        """Take a step; 201 does not mean accepted."""
        if step == "settle":
            return self._judge(await self._client.fetch_dispatch_order(facts["remote_id"]), facts)
        wrong = [text for text in intent.remote_ids if not text.isdecimal()]
        if wrong:
            raise RejectedError(
                "shipments",
                f"InPost does not know {', '.join(wrong)}.",
                account=self._client.account_title,
            )
        body = self._client.bodies.dispatch_order(intent)
        created = await self._client.create_dispatch_order(body)
        if self._reads.to_order(created).status is DispatchOrderStatus.CANCELLED:
            raise UnexpectedReplyError("dispatch_order.status: canceled")
        return Settled({"remote_id": created.id})

    async def find(
        self, step: str, intent: PickupIntent, facts: Facts, since: datetime
    ) -> tuple[Match, ...]:
        """Look for a collection that holds exactly these shipments, made since then."""
        if step == "settle":
            rows = [await self._client.fetch_dispatch_order(facts["remote_id"])]
        else:
            rows = await self._client.fetch_dispatch_orders(
                self._client.query(
                    "find",
                    {"shipment": intent.remote_ids[0], "since": to_filter_time(since - SKEW)},
                )
            )
        place = intent.place
        matches: list[Match] = []
        for row in rows:
            order = self._reads.to_order(row)
            withdrawn = order.status is DispatchOrderStatus.CANCELLED
            if withdrawn or not mapping.same_shipments(row, intent) or _older(row, since):
                continue
            at = row.address or wire.WireAddress()
            # At a place that InPost knows the parcels alone tell: only its id was sent.
            ours = bool(intent.point_id) or requests.same_place(place, at.post_code, at.city)
            compared = (
                ("parcels", ", ".join(intent.tracking_numbers), ", ".join(order.tracking_numbers)),
                ("postcode", place.postcode, at.post_code),
                ("city", place.city, at.city),
            )
            done = Settled({"remote_id": row.id}) if step == "create" else self._judge(row, facts)
            matches.append(Match(row.id, ours, done, compared))
        return tuple(matches)

    def _judge(self, row: wire.WireDispatchOrder, facts: Facts) -> StepResult:
        order = self._reads.to_order(row)
        if order.status is DispatchOrderStatus.REJECTED:
            told = {"remote_id": order.remote_id, "refused": ",".join(order.refused)}
            return Failed("rejected_pickup", order.reason or "InPost gave no reason.", told)
        if order.status not in {DispatchOrderStatus.NEW, DispatchOrderStatus.UNKNOWN}:
            return Booked(order, {"remote_id": order.remote_id})
        return wait_longer(
            "wait.settlement",
            facts,
            _FIRST_WAIT,
            _LONGEST_WAIT,
            "Waits for InPost to pass the collection on to the courier.",
            remote_id=order.remote_id,
        )


def _older(row: wire.WireDispatchOrder, since: datetime) -> bool:
    return row.created_at is not None and row.created_at < since - SKEW


class ShipxPickupComment:
    """Adds one remark to a collection, then reads the collection again (§ 9.7)."""

    _STEPS = (Step("comment", writes=True), Step("read", writes=False))

    def __init__(self, client: ShipxClient, reads: ShipxDispatchOrders) -> None:
        self._client = client
        self._reads = reads

    def steps(self, intent: CommentIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same for all
        """Return comment and read."""
        return self._STEPS

    async def run(self, step: str, intent: CommentIntent, facts: Facts) -> StepResult:  # noqa: ARG002 - by id
        """Take a step."""
        if step == "read":
            return Booked(await self._reads.fetch(intent.remote_id))
        made = await self._client.add_comment(intent.remote_id, intent.text)
        return Settled({"remote_id": intent.remote_id, "comment_id": made.id})

    async def find(
        self,
        step: str,  # noqa: ARG002 - only the comment writes
        intent: CommentIntent,
        facts: Facts,  # noqa: ARG002 - looked up by its text
        since: datetime,
    ) -> tuple[Match, ...]:
        """Look for the remark by its text."""
        order = await self._reads.fetch(intent.remote_id)
        return tuple(
            Match(
                comment.id,
                ours=True,
                result=Settled({"remote_id": intent.remote_id, "comment_id": comment.id}),
                compared=(("comment", intent.text, comment.text),),
            )
            for comment in order.comments
            if comment.text == intent.text.strip() and comment.at >= since - SKEW
        )


class ShipxCommentEdit:
    """Changes one remark of a collection, then reads the collection again (§ 9.7)."""

    _STEPS = (Step("edit", writes=True), Step("read", writes=False))

    def __init__(self, client: ShipxClient, reads: ShipxDispatchOrders) -> None:
        self._client = client
        self._reads = reads

    def steps(self, intent: EditCommentIntent) -> tuple[Step, ...]:  # noqa: ARG002 - same for all
        """Return edit and read."""
        return self._STEPS

    async def run(self, step: str, intent: EditCommentIntent, facts: Facts) -> StepResult:  # noqa: ARG002 - by id
        """Take a step."""
        if step == "read":
            return Booked(await self._reads.fetch(intent.remote_id))
        await self._client.edit_comment(intent.remote_id, intent.comment_id, intent.text)
        return Settled({"remote_id": intent.remote_id, "comment_id": intent.comment_id})

    async def find(
        self,
        step: str,  # noqa: ARG002 - only the change writes
        intent: EditCommentIntent,
        facts: Facts,  # noqa: ARG002 - looked up by its id
        since: datetime,  # noqa: ARG002 - read by id
    ) -> tuple[Match, ...]:
        """Read the collection's comments again: changed where this one has the new text."""
        order = await self._reads.fetch(intent.remote_id)
        told = next((each for each in order.comments if each.id == intent.comment_id), None)
        if told is None or told.text != intent.text:
            return ()
        done = Settled({"remote_id": intent.remote_id, "comment_id": intent.comment_id})
        compared = (("comment", intent.text, told.text),)
        return (Match(told.id, ours=True, result=done, compared=compared),)


class ShipxCommentDelete:
    """Removes exactly one remark of a collection, then reads the collection again (§ 9.7)."""

    _STEPS = (Step("delete", writes=True), Step("read", writes=False))

    def __init__(self, client: ShipxClient, reads: ShipxDispatchOrders) -> None:
        self._client = client
        self._reads = reads

    def steps(self, intent: DeleteCommentIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same
        """Return delete and read."""
        return self._STEPS

    async def run(self, step: str, intent: DeleteCommentIntent, facts: Facts) -> StepResult:  # noqa: ARG002 - by id
        """Take a step; without the id of a comment nothing is sent."""
        if step == "read":
            return Booked(await self._reads.fetch(intent.remote_id))
        if not intent.comment_id:
            raise RejectedError(
                "comment", "No comment is named.", account=self._client.account_title
            )
        await self._client.delete_comment(intent.remote_id, intent.comment_id)
        return Settled({"remote_id": intent.remote_id, "comment_id": intent.comment_id})

    async def find(
        self,
        step: str,  # noqa: ARG002 - only the removal writes
        intent: DeleteCommentIntent,
        facts: Facts,  # noqa: ARG002 - looked up by its id
        since: datetime,  # noqa: ARG002 - read by id
    ) -> tuple[Match, ...]:
        """Read the collection's comments again: done where this one is no more."""
        order = await self._reads.fetch(intent.remote_id)
        if any(each.id == intent.comment_id for each in order.comments):
            return ()
        done = Settled({"remote_id": intent.remote_id, "comment_id": intent.comment_id})
        compared = (("comment", intent.text, ""),)
        return (Match(intent.comment_id, ours=True, result=done, compared=compared),)


class ShipxPickupCancel:
    """Withdraws a collection while it is new or sent."""

    _STEPS = (Step("cancel", writes=True),)

    def __init__(self, client: ShipxClient, reads: ShipxDispatchOrders) -> None:
        self._reads = reads
        self._withdrawing = Withdrawing(
            "dispatch order", client.cancel_dispatch_order, self._is_cancelled
        )

    def steps(self, intent: CancelPickupIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same
        """Return cancel."""
        return self._STEPS

    async def run(self, step: str, intent: CancelPickupIntent, facts: Facts) -> StepResult:  # noqa: ARG002 - one step
        """Withdraw it; a refusal for one that is withdrawn already is no refusal."""
        return await self._withdrawing.run(intent.remote_id)

    async def find(
        self,
        step: str,  # noqa: ARG002 - one step
        intent: CancelPickupIntent,
        facts: Facts,  # noqa: ARG002 - read by id
        since: datetime,  # noqa: ARG002 - read by id
    ) -> tuple[Match, ...]:
        """Read it again; a 404 alone proves nothing, it is a look-up that failed."""
        return await self._withdrawing.find(intent.remote_id)

    async def _is_cancelled(self, remote_id: str) -> bool:
        return (await self._reads.fetch(remote_id)).status is DispatchOrderStatus.CANCELLED
