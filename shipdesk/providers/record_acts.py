"""An act on a record as a procedure: read it where it is sent back whole, send, find out after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from shipdesk.domain.record import Record, RecordField, RecordIntent, RecordQuery, Target
from shipdesk.errors import ProviderError, RejectedError, UnexpectedReplyError
from shipdesk.providers.bodies import pick, same, to_json_value, to_text_value
from shipdesk.providers.capabilities import NOT_OFFERED
from shipdesk.providers.record_tables import ActTable, KindTable
from shipdesk.providers.records import Answer, TableRecords, sends_record
from shipdesk.providers.steps import Facts, Match, Settled, Step, StepResult
from shipdesk.providers.tables import Aliases
from shipdesk.providers.wire import parse_json, to_json

READ, SEND = "read", "send"
_RAW = "record"
_NOT_FOUND, _CONFLICT = 404, 409
_MOST_PAGES = 3


class RecordActs:
    """The acts of all kinds of record of one account."""

    def __init__(self, records: TableRecords, account_title: str) -> None:
        self._records = records
        self._account_title = account_title

    def steps(self, intent: RecordIntent) -> tuple[Step, ...]:
        """Return the read of what is sent back whole, and the one request that changes it."""
        table = self._act(intent)
        send = Step(SEND, writes=True, repeatable=table.repeats)
        return (Step(READ, writes=False), send) if sends_record(table) else (send,)

    async def run(self, step: str, intent: RecordIntent, facts: Facts) -> StepResult:
        """Take one step once."""
        table = self._act(intent)
        if step == READ:
            row = await self._records.fetch_raw(intent.kind, intent.record_ids[0])
            return Settled({_RAW: to_json(row).decode()})
        raw = parse_json(facts[_RAW].encode()) if sends_record(table) else None
        upload = Path(intent.file) if intent.file else None
        try:
            answer = await self._records.send(intent, raw, upload)
        except RejectedError as error:
            if table.endpoint.verb == "DELETE" and _is_gone(error) and intent.record_ids:
                return Settled(words="It was gone already.")
            if error.status == _CONFLICT:
                return await self._conflicts(table, intent, error)
            raise
        if table.ids_to and intent.record_ids and not answer.content:
            return await self._found_out(table, intent)
        return self._settled(table, intent, answer)

    async def _found_out(self, table: ActTable, intent: RecordIntent) -> Settled:
        """Settle a bulk answer that names no record: what was to go is looked for (§ 8.1).

        Bulk acts may partly fail, so an answer of that kind proves nothing of any one record.
        """
        unsaid = f"{self._account_title} accepted it and does not say for which: look at the list."
        if not table.removes:
            return Settled(words=unsaid)
        try:
            left = await self._left(intent)
        except ProviderError:
            # It is accepted all the same: only looking for it failed.
            return Settled(words=unsaid)
        if not left:
            return Settled(words=table.act.done)
        told = ", ".join(left)
        if len(left) == len(intent.record_ids):
            words = f"It answered with success, but nothing is gone: {told}"
            raise RejectedError("ALL_FAILED", words, account=self._account_title)
        gone = len(intent.record_ids) - len(left)
        return Settled(words=f"{gone} gone, {len(left)} still there: {told}")

    async def _left(self, intent: RecordIntent) -> list[str]:
        """Return the names of the records that can still be read."""
        left = []
        for record_id in intent.record_ids:
            try:
                record = await self._records.fetch(intent.kind, record_id)
            except RejectedError as error:
                if not _is_gone(error):
                    raise
            else:
                left.append(record.title)
        return left

    async def _conflicts(
        self, table: ActTable, intent: RecordIntent, error: RejectedError
    ) -> Settled:
        """Settle what contradicts the present state: by an earlier attempt of ours, or refused.

        A conflict is told before anything is done, so that it is raised as a plain refusal.
        """
        if table.repeats and self.finds(intent):
            matches = [each for each in await self._look(table, intent) if each.ours]
            if len(matches) == 1 and isinstance(matches[0].result, Settled):
                return matches[0].result
        account = self._account_title
        raise RejectedError(error.code, error.words, error.fields, account=account) from error

    def _settled(self, table: ActTable, intent: RecordIntent, answer: Answer) -> Settled:
        content = answer.content if isinstance(answer.content, Mapping) else {}
        listed = _list(pick(content, table.bulk.get("failed", ())))
        failed = [item for item in listed if isinstance(item, Mapping)]
        if table.removes:
            failed = [item for item in failed if pick(item, table.bulk["code"]) != "NOT_FOUND"]
        if failed:
            told = "; ".join(_told(item, table.bulk) for item in failed)
            if len(failed) >= max(1, len(intent.record_ids)):
                raise RejectedError("ALL_FAILED", told, account=self._account_title)
            done = len(intent.record_ids) - len(failed)
            return Settled(words=f"{done} done, {len(failed)} refused: {told}")
        secret = pick(content, (table.secret,)) if table.secret else None
        if table.secret and isinstance(answer.content, str):
            secret = answer.content
        if isinstance(secret, str) and secret:
            return Settled(words=table.act.done, secrets={table.secret: secret})
        for name in filter(None, (table.secret, table.made)):
            # Told this once or never: without it nobody can go on.
            if pick(content, (name,)) is None:
                raise UnexpectedReplyError(f"{name}: is missing", account=self._account_title)
        made = pick(content, (table.made,) if table.made else table.ids_at)
        facts = {"id": str(made)} if made is not None else {}
        return Settled(facts, table.act.done or _summary(content, table))

    def finds(self, intent: RecordIntent) -> bool:
        """Return whether a lost reply can be found out by reading."""
        table, kind = self._act(intent), self._records.table(intent.kind)
        if table.found_by or table.moves:
            return True
        if not kind.get_op or not intent.record_ids:
            return False
        return table.removes or table.act.target is Target.RECORD

    async def find(
        self, step: str, intent: RecordIntent, facts: Facts, since: datetime
    ) -> tuple[Match, ...]:
        """Look whether the change stands, by the record itself or by what a new one is known by."""
        del step, facts, since
        return await self._look(self._act(intent), intent)

    async def _look(self, table: ActTable, intent: RecordIntent) -> tuple[Match, ...]:
        kind = self._records.table(intent.kind)
        if table.found_by:
            return await self._find_new(table, kind, intent)
        if table.moves:
            return await self._find_moved(table, intent)
        if table.removes:
            return await self._find_gone(intent)
        record = await self._records.fetch(intent.kind, intent.record_ids[0])
        if table.adds_to:
            return _added(record, table, intent)
        if table.told_by:
            was, is_now = (
                values.get(table.told_by, "") for values in (intent.before, record.values)
            )
            # Somebody else may have done it since: a person looks at both.
            shown = ((table.told_by, was, is_now),)
            match = Match(record.id, ours=False, result=Settled(), compared=shown)
            return (match,) if was != is_now else ()
        compared = _compare(_known(table, kind), intent, record)
        if compared and _agree(table.act.fields, compared):
            return (Match(record.id, ours=True, result=Settled(), compared=compared),)
        return ()

    async def _find_gone(self, intent: RecordIntent) -> tuple[Match, ...]:
        """Return a match where none of the records can be read any more."""
        if await self._left(intent):
            return ()
        return (Match(intent.record_ids[0], ours=True, result=Settled(words="It is gone.")),)

    async def _find_moved(self, table: ActTable, intent: RecordIntent) -> tuple[Match, ...]:
        """Return a match where no record is left in a state that would allow the act again."""
        ids = intent.record_ids
        found = [await self._records.fetch(intent.kind, one) for one in ids]
        wanted = [each for each in table.act.when if each.field == table.moves]
        if not found or any(all(each.holds(one) for each in wanted) for one in found):
            return ()
        states = [one.values.get(table.moves, "") for one in found]
        words = ", ".join(f"{one}: {state}" for one, state in zip(ids, states, strict=True))
        return (Match(ids[0], ours=True, result=Settled(words=words)),)

    async def _find_new(
        self, table: ActTable, kind: KindTable, intent: RecordIntent
    ) -> tuple[Match, ...]:
        wanted = {name: str(intent.fields.get(name) or "").strip() for name in table.found_by}
        text = next(filter(None, wanted.values()), "")
        if not text:
            return ()
        text = text if kind.kind.searches else ""
        found: list[Match] = []
        for page in range(1, _MOST_PAGES + 1):
            got = await self._records.fetch_page(intent.kind, RecordQuery(page=page, text=text))
            for record in got.records:
                compared = _compare(_known(table, kind), intent, record)
                if all(record.values.get(name, "") == value for name, value in wanted.items()):
                    result = Settled({"id": record.id})
                    found.append(Match(record.id, ours=True, result=result, compared=compared))
            if not got.more:
                break
        return tuple(found)

    def _act(self, intent: RecordIntent) -> ActTable:
        return self._records.table(intent.kind).acts[intent.op]


def _known(table: ActTable, kind: KindTable) -> tuple[RecordField, ...]:
    """Return the questions of a form that a record of the kind answers too."""
    names = {each.name for each in kind.kind.fields}
    return tuple(each for each in table.act.fields if each.name in names)


def _compare(
    fields: tuple[RecordField, ...], intent: RecordIntent, record: Record
) -> tuple[tuple[str, str, str], ...]:
    """Return (title, sent, shown) of every value that was sent and that the record shows too."""
    rows = []
    for each in fields:
        if each.name not in intent.fields:
            continue
        sent = to_text_value(each, to_json_value(each, intent.fields[each.name]))
        rows.append((each.title, sent, record.values.get(each.name, "")))
    return tuple(rows)


def _is_gone(error: RejectedError) -> bool:
    """Return whether a thing is no more, other than that nobody could look for it."""
    return error.status == _NOT_FOUND and error.code != NOT_OFFERED


def _agree(fields: tuple[RecordField, ...], compared: tuple[tuple[str, str, str], ...]) -> bool:
    by_title = {each.title: each for each in fields}
    return all(same(by_title[title], sent, shown) for title, sent, shown in compared)


def _added(record: Record, table: ActTable, intent: RecordIntent) -> tuple[Match, ...]:
    """Return the lines of a part that are what was to be added."""
    found = []
    for line in record.parts.get(table.adds_to, ()):
        compared = _compare(table.act.fields, intent, line)
        if compared and _agree(table.act.fields, compared):
            result = Settled({"id": line.id})
            found.append(Match(line.id, ours=True, result=result, compared=compared))
    return tuple(found)


def _told(item: Mapping[str, object], names: Aliases) -> str:
    words = next(filter(None, (pick(item, (name,)) for name in names["words"])), "refused")
    return f"{pick(item, names['id']) or ''}: {words}".lstrip(": ")


def _summary(content: Mapping[str, object], table: ActTable) -> str:
    """Return an answer's plain values as a sentence, such as the counts of an upload."""
    shown = {each.title: to_text_value(each, pick(content, each.at)) for each in table.shows}
    return ", ".join(f"{title}: {text}" for title, text in shown.items() if text)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
