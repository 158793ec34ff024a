"""An act on a record of a service: customers, vehicles, cost centres and whatever tables name."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from shipdesk.blocking import call_blocking
from shipdesk.domain.codec import from_plain
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.domain.record import Record, RecordIntent, RecordPage
from shipdesk.errors import RejectedError, VaultError
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Facts, Match, Settled, StepResult
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.kinds.base import Bound, bind_procedure
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage.database import Conn
from shipdesk.storage.vault import Vault
from shipdesk.workers import WorkerError

logger = logging.getLogger(__name__)

_VAULT_DEADLINE = 60.0
_MADE = "id"


def secret_name(operation_id: str, field: str) -> str:
    """Return under which name a form's secret waits in the key store for its request."""
    return f"act.{operation_id}.{field}"


def answer_name(field: str) -> str:
    """Return under which name a secret of an answer is kept, such as a generated token."""
    return f"made.{field}"


async def _nothing(_step: str, _facts: Facts, _since: datetime) -> tuple[Match, ...]:
    return ()


class RecordActKind:
    """Acts by tables; secrets of form and answer pass through the key store only."""

    kind = OperationKind.RECORD

    def __init__(
        self, providers: ProviderDesk, vault: Vault, door: IngestDoor | None = None
    ) -> None:
        """`door` keeps the ids of what was made where the service has no list of it."""
        self._providers = providers
        self._vault = vault
        self._door = door

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the procedure of the operation's account, its form's secrets filled in."""
        provider = await self._providers.ready(operation.account_id)
        if provider is None or provider.record_acts is None:
            return None
        intent = from_plain(RecordIntent, operation.intent)
        finds = provider.record_acts.finds(intent)
        if intent.secrets:
            secrets = await self._secrets(operation, intent)
            intent = replace(intent, fields={**intent.fields, **secrets})
        bound = bind_procedure(provider.record_acts, intent, provider.limits)

        async def run(step: str, facts: Facts) -> StepResult:
            try:
                result = await bound.run(step, facts)
            except RejectedError:
                await self._forget(operation, intent)
                raise
            if isinstance(result, Settled) and step == bound.steps[-1].name:
                await self._forget(operation, intent)
                await self._note(provider, operation, intent)
            if isinstance(result, Settled) and result.facts.get(_MADE):
                await self._remember(provider, operation, intent, result.facts[_MADE], result.words)
            if isinstance(result, Settled) and result.secrets:
                await self._keep(operation, result)
                return replace(result, secrets={})
            return result

        if finds:
            return replace(bound, run=run)
        # Nobody can be asked what came of it; what is done late is not done twice all the same.
        return replace(bound, run=run, find=_nothing, quiet=bound.quiet[-1:], seen=False)

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Nothing here hangs on a record: its list is read anew by whoever shows it."""
        del conn, operation, result, now
        return ()

    async def _remember(
        self, provider: Provider, operation: Operation, intent: RecordIntent, made: str, words: str
    ) -> None:
        """Keep the id of a new record of a kind that cannot be listed.

        Where it cannot be read either, `words` of its answer are all that is known of it.
        """
        kinds = provider.records.kinds if provider.records is not None else ()
        gathered = any(each.name == intent.kind and each.gathered for each in kinds)
        if not gathered or intent.record_ids:
            return
        kind = next(each for each in kinds if each.name == intent.kind)
        told = made if kind.opens else f"{intent.filename or made}: {words}".rstrip(": ")
        await self._keep_record(operation, intent, Record(made, told, {kind.shows[0]: told}))

    async def _note(self, provider: Provider, operation: Operation, intent: RecordIntent) -> None:
        """Note on a record that nobody lists what was done with it: it is not done twice."""
        kinds = provider.records.kinds if provider.records is not None else ()
        kind = next((each for each in kinds if each.name == intent.kind and each.gathered), None)
        if kind is None or len(intent.record_ids) != 1:
            return
        notes = kind.act(intent.op).notes
        if notes:
            values = {**intent.before, **notes}
            record = Record(intent.record_ids[0], values.get(kind.shows[0], ""), values)
            await self._keep_record(operation, intent, record)

    async def _keep_record(
        self, operation: Operation, intent: RecordIntent, record: Record
    ) -> None:
        if self._door is None:
            return
        page = RecordPage((record,))
        try:
            await self._door.keep_records(operation.account_id, intent.kind, page, 0, anew=False)
        except WorkerError:
            logger.warning("What is known of %s could not be kept", intent.kind)

    async def _secrets(self, operation: Operation, intent: RecordIntent) -> dict[str, str]:
        def read() -> dict[str, str]:
            names = {name: secret_name(operation.id, name) for name in intent.secrets}
            found = {
                name: self._vault.get(operation.account_id, kept) for name, kept in names.items()
            }
            return {name: text for name, text in found.items() if text is not None}

        try:
            return await call_blocking(read, _VAULT_DEADLINE)
        except TimeoutError as error:
            raise VaultError(reason="It did not answer.") from error

    async def _forget(self, operation: Operation, intent: RecordIntent) -> None:
        def delete() -> None:
            for name in intent.secrets:
                self._vault.delete(operation.account_id, secret_name(operation.id, name))

        if intent.secrets:
            await call_blocking(delete, _VAULT_DEADLINE)

    async def _keep(self, operation: Operation, result: Settled) -> None:
        def put() -> None:
            for name, text in result.secrets.items():
                self._vault.put(operation.account_id, answer_name(name), text)

        await call_blocking(put, _VAULT_DEADLINE)
