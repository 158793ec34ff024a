"""What a service keeps besides orders and shipments: shown, looked up and changed at the desk."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shipdesk.blocking import call_blocking
from shipdesk.clock import Clock
from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.domain.record import (
    ActRole,
    FieldType,
    Record,
    RecordAct,
    RecordAnswer,
    RecordField,
    RecordIntent,
    RecordKind,
    RecordPage,
    RecordQuery,
    Target,
)
from shipdesk.domain.record_rules import check_act, check_order, narrowed, why_not
from shipdesk.domain.rules import RuleProblem
from shipdesk.errors import (
    OperationRefusedError,
    ProviderError,
    RuleError,
    UnreachableError,
    VaultError,
)
from shipdesk.providers.base import Provider, Records
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.kinds.record import answer_name, secret_name
from shipdesk.services.operations import Runner
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import records as store
from shipdesk.storage.database import Database
from shipdesk.storage.vault import Vault

_VAULT_DEADLINE = 60.0
_LARGEST_UPLOAD = 20 * 1024 * 1024
_PAGE = 100
_MOST_OPENED = 200


@dataclass(frozen=True, slots=True)
class AccountKinds:
    """The kinds of record of one account."""

    account_id: AccountId
    title: str
    slug: str
    kinds: tuple[RecordKind, ...]


class RecordDesk:
    """Records of all accounts; used on the UI thread's loop."""

    def __init__(
        self,
        cache: Database,
        vault: Vault,
        providers: ProviderDesk,
        runner: Runner,
        door: IngestDoor,
        uploads: Path,
        clock: Clock,
    ) -> None:
        self._cache = cache
        self._vault = vault
        self._providers = providers
        self._runner = runner
        self._door = door
        self._uploads = uploads
        self._clock = clock
        self._opened: dict[tuple[AccountId, str], dict[str, Record]] = {}

    def kinds(self, screen: str) -> tuple[AccountKinds, ...]:
        """Return what each built account keeps that belongs on a screen."""
        found = []
        for account in self._providers.accounts:
            provider = self._providers.provider(account.id)
            if provider is None or provider.records is None:
                continue
            kinds = tuple(kind for kind in provider.records.kinds if kind.screen == screen)
            if kinds:
                found.append(AccountKinds(account.id, account.title, provider.slug, kinds))
        return tuple(found)

    async def page(self, account_id: AccountId, kind: str, query: RecordQuery) -> RecordPage:
        """Return a page of a list as it stands now; offline what was last listed, with its age.

        Raises ProviderError where it cannot be fetched and nothing is kept, RuleError for a filter
        that cannot be used.
        """
        part = await self._part(account_id)
        found = next((each for each in part.kinds if each.name == kind), None)
        if found is not None:
            fields = (*found.asks, *found.filters)
            for problem in check_order(fields, found.order, query.answers):
                raise RuleError(problem.field, "order", reason=problem.words)
        if found is not None and found.gathered:
            seen = await self.cached(account_id, kind)
            if not found.opens:
                return replace(seen, fetched_at=None) if seen else RecordPage(())
            query = replace(query, known=tuple(each.id for each in seen.records) if seen else ())
        try:
            page = await part.fetch_page(kind, query)
        except UnreachableError:
            kept = await self.cached(account_id, kind)
            if kept is None:
                raise
            return kept
        self._providers.fine(account_id)
        plain = not (query.text or query.answers or query.sort)
        first = (query.page - 1) * _PAGE
        await self._door.keep_records(account_id, kind, page, first, anew=plain and query.page == 1)
        return page

    async def cached(self, account_id: AccountId, kind: str) -> RecordPage | None:
        """Return what was last listed, at once; None where nothing was."""
        return await self._cache.read(lambda conn: store.read_page(conn, account_id, kind))

    async def read(self, account_id: AccountId, kind: str, record_id: str) -> Record:
        """Return one record with all its details, as it stands now."""
        record = await (await self._part(account_id)).fetch(kind, record_id)
        opened = self._opened.setdefault((account_id, kind), {})
        opened[record_id] = record
        if len(opened) > _MOST_OPENED:
            del opened[next(iter(opened))]
        return record

    def why_not(
        self,
        account_id: AccountId,
        act: RecordAct,
        records: Sequence[Record],
        part_id: str = "",
    ) -> str:
        """Return why an act cannot be done now, "" where it can."""
        provider = self._providers.provider(account_id)
        if provider is None:
            return "The account is not ready."
        missing = _not_offered(provider, act.op)
        return missing or why_not(act, records, part_id)

    def form(self, act: RecordAct, records: Sequence[Record]) -> RecordAct:
        """Return an act whose fields offer only what these records allow, such as a next status."""
        return narrowed(act, records)

    def check(self, act: RecordAct, values: Mapping[str, object]) -> tuple[RuleProblem, ...]:
        """Return what is wrong with a form, per field; asks nobody."""
        return check_act(act, values, self._clock.now().astimezone().date())

    async def choices(
        self, account_id: AccountId, field: RecordField
    ) -> tuple[tuple[str, str], ...]:
        """Return (value, title) of what can be chosen for a field.

        `seen` is written `kind` for the records of a kind, or `kind.id_field.title_field` for ids
        that other records refer to; several are parted by commas. Records that were read alone
        count too: they tell more than lists do.
        """
        if not field.seen:
            return field.choices
        found: dict[str, str] = {}
        for source in field.seen.split(","):
            kind, _, names = source.strip().partition(".")
            page = await self._known(account_id, kind)
            id_name, _, title_name = names.partition(".")
            opened = self._opened.get((account_id, kind), {})
            for record in (*(page.records if page else ()), *opened.values()):
                value = record.values.get(id_name, "") if id_name else record.id
                title = record.values.get(title_name, "") if title_name else record.title
                if value:
                    found.setdefault(value, title or value)
        return tuple(sorted(found.items(), key=lambda pair: pair[1].casefold()))

    async def why_no_choice(self, account_id: AccountId, act: RecordAct) -> str:
        """Return why an act has to wait: an id that it wants is not known from anywhere yet.

        "" where there is one to choose, or where it could not be found out.
        """
        for each in act.fields:
            if not (each.required and each.seen) or await self.choices(account_id, each):
                continue
            names = [source.strip().partition(".")[0] for source in each.seen.split(",")]
            pages = [await self._known(account_id, name) for name in names]
            part = (await self._part(account_id)).kinds
            if all(page is not None for page in pages):
                titles = ", ".join(kind.title for kind in part if kind.name in names)
                return (
                    f"{each.title}: none is known yet. It is taken from what was seen of"
                    f" “{titles}”: open one there that has it."
                )
        return ""

    async def _known(self, account_id: AccountId, kind: str) -> RecordPage | None:
        kept = await self.cached(account_id, kind)
        if kept is not None:
            return kept
        try:
            return await self.page(account_id, kind, RecordQuery())
        except ProviderError:
            return None

    async def ask(
        self,
        account_id: AccountId,
        kind: str,
        act: RecordAct,
        records: Sequence[Record],
        part_id: str,
        values: Mapping[str, object],
    ) -> RecordAnswer:
        """Take an act that only reads, or fetches a file; raises ProviderError, RuleError."""
        self._allow(account_id, act, records, part_id)
        part = await self._part(account_id)
        record = records[0] if records else None
        places = part.places(kind, act.op, record, part_id, values)
        ids = [each.id for each in records]
        return await part.read(kind, act.op, places, values, ids)

    async def act(
        self,
        account_id: AccountId,
        kind: str,
        act: RecordAct,
        records: Sequence[Record],
        part_id: str,
        values: Mapping[str, object],
        file: Path | None = None,
    ) -> Operation:
        """Write down an act that changes something; it is sent after that.

        Raises OperationRefusedError where it is not allowed or the same record is being changed,
        VaultError where a secret of the form cannot be kept, OSError for a file that is not there.
        """
        if act.role is not ActRole.WRITE:
            raise OperationRefusedError(reason=f"{act.title} changes nothing.")
        self._allow(account_id, act, records, part_id)
        part = await self._part(account_id)
        record = records[0] if records else None
        secret = {each.name for each in act.fields if each.type is FieldType.SECRET}
        chosen = {each.name for each in act.fields if each.type is FieldType.FILE}
        plain = {name: value for name, value in values.items() if name not in secret | chosen}
        given = {name: str(values[name]) for name in secret if values.get(name)}
        intent = RecordIntent(
            kind=kind,
            op=act.op,
            title=act.title.rstrip("…"),
            record_ids=tuple(each.id for each in records),
            places=part.places(kind, act.op, record, part_id, values),
            fields=plain,
            secrets=tuple(sorted(given)),
            before=_before(act, record, part_id),
            rows=part.rows(kind, act.op, records, values),
        )
        if file is not None:
            kept = await call_blocking(lambda: self._keep_file(file), _VAULT_DEADLINE)
            intent = replace(intent, file=str(kept), filename=file.name)
        operation = new_operation(
            OperationKind.RECORD,
            _subject(account_id, kind, act, records),
            account_id,
            _title(act, records),
            intent,
            self._clock.now(),
        )
        await self._keep_secrets(operation, given)
        await self._runner.request(operation)
        return operation

    async def use_made_secret(self, account_id: AccountId, made: str, field: str) -> None:
        """Take a generated secret into use for the account; VaultError where none is kept."""

        def move() -> None:
            secret = self._vault.get(account_id, answer_name(made))
            if not secret:
                raise VaultError(reason="No generated token is kept for this account.")
            self._vault.put(account_id, field, secret)
            self._vault.delete(account_id, answer_name(made))

        await call_blocking(move, _VAULT_DEADLINE)
        await self._providers.reopen(account_id)

    def _allow(
        self, account_id: AccountId, act: RecordAct, records: Sequence[Record], part_id: str
    ) -> None:
        reason = self.why_not(account_id, act, records, part_id)
        if reason:
            raise OperationRefusedError(reason=reason)

    async def _part(self, account_id: AccountId) -> Records:
        provider = await self._providers.ready(account_id)
        if provider is None or provider.records is None:
            raise OperationRefusedError(reason="This account keeps no such records.")
        return provider.records

    async def _keep_secrets(self, operation: Operation, given: Mapping[str, str]) -> None:
        if not given:
            return

        def put() -> None:
            for name, text in given.items():
                self._vault.put(operation.account_id, secret_name(operation.id, name), text)

        await call_blocking(put, _VAULT_DEADLINE)

    def _keep_file(self, file: Path) -> Path:
        if file.stat().st_size > _LARGEST_UPLOAD:
            raise OperationRefusedError(reason="The file is larger than 20 MB.")
        self._uploads.mkdir(parents=True, exist_ok=True)
        kept = self._uploads / hashlib.sha256(file.read_bytes()).hexdigest()
        shutil.copyfile(file, kept)
        return kept


def _not_offered(provider: Provider, op: str) -> str:
    capabilities = getattr(provider, "capabilities", None)
    return capabilities.why_not(op) if capabilities is not None else ""


def _before(act: RecordAct, record: Record | None, part_id: str) -> Mapping[str, str]:
    """Return the values that a form opened with: the record's, or those of its chosen line."""
    if record is None:
        return {}
    if act.target is not Target.PART:
        return record.values
    lines = record.parts.get(act.part, ())
    return next((line.values for line in lines if line.id == part_id), {})


def _subject(account_id: AccountId, kind: str, act: RecordAct, records: Sequence[Record]) -> str:
    """Return what is being changed: two changes of one record follow each other."""
    one = records[0].id if len(records) == 1 and act.target is not Target.NONE else uuid.uuid4().hex
    return f"record:{account_id}:{kind}:{one}"


def _title(act: RecordAct, records: Sequence[Record]) -> str:
    name = act.title.rstrip("…")
    if len(records) == 1:
        return f"{name}: {records[0].title}"
    return f"{name}: {len(records)}" if records else name
