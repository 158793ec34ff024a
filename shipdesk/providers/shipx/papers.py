"""Sheets that InPost's driver signs: one PDF, or a zip with one for each service (§ 9.8)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.archives import ArchiveError, take_apart
from shipdesk.providers.parts import PaperFile
from shipdesk.providers.shipx.client import ShipxClient

_PDF = b"%PDF"
_ZIP = b"PK"
_MOST_SHIPMENTS = 100


class ShipxPapers:
    """Fetches the sheet of a collection, or of bought shipments that are in none."""

    def __init__(self, client: ShipxClient) -> None:
        self._client = client

    async def fetch_printout(self, remote_id: str) -> tuple[PaperFile, ...]:
        """Return the sheets of a collection; refused where it was rejected or withdrawn."""
        body = await self._client.fetch_printout(remote_id)
        title = self._client.account_title
        return await asyncio.to_thread(paper_files, body, f"pickup-{remote_id}", title)

    async def fetch_handover(self, remote_shipments: Sequence[str]) -> tuple[PaperFile, ...]:
        """Return the list of confirmed shipments; those with and without a collection not mixed."""
        if len(remote_shipments) > _MOST_SHIPMENTS:
            raise RejectedError(
                "too_many",
                f"InPost lists up to {_MOST_SHIPMENTS} parcels on one sheet.",
                account=self._client.account_title,
            )
        body = await self._client.fetch_handover(remote_shipments)
        title = self._client.account_title
        return await asyncio.to_thread(paper_files, body, "hand-over", title)


def paper_files(body: bytes, stem: str, account: str = "") -> tuple[PaperFile, ...]:
    """Return the PDFs of an answer; names inside a zip are not trusted as names of files.

    Raises UnexpectedReplyError where it holds no PDF, or more than a sheet can be.
    """
    if body.startswith(_PDF):
        return (PaperFile(f"{stem}.pdf", body),)
    if not body.startswith(_ZIP):
        raise UnexpectedReplyError("printout: no PDF", account=account)
    try:
        found = take_apart(body)
    except ArchiveError as error:
        raise UnexpectedReplyError(f"printout: {error}", account=account) from error
    sheets = [each for each in found if each.startswith(_PDF)]
    if not sheets:
        raise UnexpectedReplyError("printout: no PDF in the zip", account=account)
    return tuple(
        PaperFile(f"{stem}-{number}.pdf", sheet) for number, sheet in enumerate(sheets, start=1)
    )
