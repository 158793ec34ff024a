"""Labels of several shipments in one file, and labels for the way back (reference § 8.2, § 8.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shipdesk.errors import RejectedError
from shipdesk.providers.archives import ArchiveError, take_apart
from shipdesk.providers.bodies import name_of
from shipdesk.providers.records import Answer, Call
from shipdesk.providers.shipx.ask import Query, ShipxAsk
from shipdesk.providers.shipx.files import LABELS, label_kind, packed

Body = Mapping[str, object]


class LabelFiles:
    """Label files to be saved; up to 100 shipments a call. Every method only reads.

    Every method raises what `ShipxAsk` does, too, and UnexpectedReplyError for what is no label.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask
        self._ids = name_of(ask.table, "paper", "shipments")
        self._ids_in_body = name_of(ask.table, "paper", "shipment_list")

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "labels.list": self.list,
            "labels.list_by_body": self.list_by_body,
            "labels.return_list": self.return_list,
            "labels.return_get": self.return_get,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """Return one file for shipments of one service, a zip of such files for several (§ 8.2).

        `format` is Pdf, Zpl or Epl; `type` is A6, normal (A4; courier labels stay A6) or dpi300 for
        Zpl. One shipment without a label refuses the whole call: then each is asked alone, and
        `words` name those that have none. Raises RejectedError where not one has a label: 400
        invalid_action (not bought yet), validation_failed (no ids, cancelled, an unknown type),
        label_generation_failed.
        """
        ids = [text for name, text in query if name == self._ids]
        kept = [pair for pair in query if pair[0] != self._ids]
        try:
            answer = await self._ask.file("labels.list", "labels", query=query, kinds=LABELS)
            return await self._safe(answer, "labels.list")
        except RejectedError as error:
            return await self._one_by_one(ids, kept, error)

    async def list_by_body(self, *, body: Body) -> Answer:
        """Return what `list` does, asked for in a body: long lists of ids fit into no address.

        Raises RejectedError where not one has a label, with the codes of `list`.
        """
        given = body.get(self._ids_in_body)
        ids = [str(one) for one in given] if isinstance(given, list) else []
        kept = [(name, str(text)) for name, text in body.items() if name != self._ids_in_body]
        try:
            name = "labels.list_by_body"
            answer = await self._ask.file(name, "labels", body=body, kinds=LABELS)
            return await self._safe(answer, name)
        except RejectedError as error:
            return await self._one_by_one(ids, kept, error)

    async def return_list(self, *, query: Query = ()) -> Answer:
        """Return labels for the way back: paid courier shipments outside Allegro only (§ 8.3).

        `shipment_ids[]` (1 to 100 numbers), `format`. Raises RejectedError: 400 invalid_action for
        one that is not confirmed, validation_failed, label_generation_failed.
        """
        name = "labels.return_list"
        answer = await self._ask.file(name, "return-labels", query=query, kinds=LABELS)
        return await self._safe(answer, name)

    async def return_get(self, shipment_id: str, *, query: Query = ()) -> Answer:
        """Return the label for the way back of one shipment: the older form of `return_list`.

        Raises RejectedError: 400 invalid_action, label_generation_failed, 404 resource_not_found.
        """
        name, places = "labels.return_get", {"shipment_id": shipment_id}
        answer = await self._ask.file(name, "return-label", places, query=query, kinds=LABELS)
        return await self._safe(answer, name)

    async def _safe(self, answer: Answer, name: str) -> Answer:
        """Take a zip apart within bounds and pack its labels anew, under names of ours.

        Raises UnexpectedReplyError for a zip that bursts, and for one that holds anything else.
        """
        stem, _, kind = answer.filename.rpartition(".")
        if kind != "zip":
            return answer
        try:
            body = await asyncio.to_thread(_repacked, answer.body, stem)
        except ArchiveError as error:
            raise self._ask.unexpected(f"{name}: {error}") from error
        return replace(answer, body=body)

    async def _one_by_one(self, ids: Sequence[str], query: Query, refusal: RejectedError) -> Answer:
        """Return the labels that there are, one file each in a zip, and who has none."""
        if len(ids) < 2:  # noqa: PLR2004
            raise refusal
        files: dict[str, bytes] = {}
        refused: list[str] = []
        for one in ids:
            try:
                found = await self._ask.file(
                    "labels.get", f"label-{one}", {"shipment_id": one}, query=query, kinds=LABELS
                )
            except RejectedError as error:
                refused.append(f"{one}: {error.words}")
            else:
                files[found.filename] = found.body
        if not files:
            raise refusal
        words = f"{len(files)} of {len(ids)} labels. Without a label: {'; '.join(refused)}"
        return Answer(body=packed(files), filename="labels.zip", words=words if refused else "")


def _repacked(body: bytes, stem: str) -> bytes:
    """Return the labels of a zip in a new one; raises ArchiveError where one is none."""
    files = take_apart(body)
    kinds = [label_kind(file) for file in files]
    if not files or not all(kinds):
        raise ArchiveError("a file in the zip is no label")
    return packed(
        {
            f"{stem}-{at}.{kind}": file
            for at, (kind, file) in enumerate(zip(kinds, files, strict=True), 1)
        }
    )
