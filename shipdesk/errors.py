"""Every error that a person may meet, in one tree.

ShipDeskError
├─ ProviderError
│  ├─ UnreachableError       no answer; `sent` tells whether the request may have arrived
│  ├─ RateLimitedError       the service asks to wait; nothing was executed
│  ├─ AuthError              the service does not accept the account's secret
│  ├─ RejectedError          understood and refused, with the service's words per field
│  ├─ ProviderFaultError     the service failed on its side (5xx)
│  └─ UnexpectedReplyError   an answer that does not fit; `where` names the field path
├─ StorageError
│  ├─ DatabaseTooNewError
│  ├─ DiskFullError
│  └─ DatabaseDamagedError
├─ PrintError
│  ├─ NoPrinterError
│  ├─ LabelMissingError
│  └─ LabelMismatchError
├─ OperationRefusedError     our own rule: already open, already bought, missing data
├─ RuleError                 one field, one rule, perhaps a suggestion
└─ VaultError                the system's key store

Each carries a key and parameters; `wording` turns them into a title (what happened), a detail (why)
and a hint (what to do). Anything that is not a ShipDeskError is a fault of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shipdesk import wording

NO_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class ShipDeskError(Exception):
    """A fault of the world that a person can be told about, in words that say what to do."""

    default_key = "unexpected"

    def __init__(self, key: str | None = None, /, **params: object) -> None:
        self.key = key or self.default_key
        self.params = params
        super().__init__(self.key)

    @property
    def title(self) -> str:
        """What happened, in one short sentence."""
        return wording.error_title(self.key, self.params)

    @property
    def detail(self) -> str:
        """Why it happened; may carry the service's own words."""
        return wording.error_detail(self.key, self.params)

    @property
    def hint(self) -> str:
        """What the person can do now."""
        return wording.error_hint(self.key, self.params)

    def __str__(self) -> str:
        return f"{self.title} {self.detail}".strip()


class ProviderError(ShipDeskError):
    """Something went wrong between us and one account of a service."""

    default_key = "provider"


class UnreachableError(ProviderError):
    """No answer came; `sent` is False only when the request provably never left."""

    default_key = "unreachable"

    def __init__(self, *, sent: bool, reason: str = "", **params: object) -> None:
        super().__init__("no_answer" if sent else "unreachable", reason=reason, **params)
        self.sent = sent


class RateLimitedError(ProviderError):
    """The service asks to wait `retry_after` seconds; the refused request was not executed.

    `courtesy`: nobody refused, we hold back ourselves in the background since little is left.
    `stopped`: a person did not want to wait any longer.
    """

    default_key = "rate_limited"

    def __init__(
        self,
        retry_after: float,
        *,
        courtesy: bool = False,
        stopped: bool = False,
        **params: object,
    ) -> None:
        key = "stopped_waiting" if stopped else None
        super().__init__(key, seconds=round(retry_after), **params)
        self.retry_after = retry_after
        self.courtesy = courtesy
        self.stopped = stopped


class AuthError(ProviderError):
    """The account's token or password is not accepted, or may not do this."""

    default_key = "auth"

    def __init__(self, status: int = 401, words: str = "", **params: object) -> None:
        super().__init__("forbidden" if status == 403 else "auth", words=words, **params)  # noqa: PLR2004
        self.status = status


class RejectedError(ProviderError):
    """The service understood and refused; `fields` maps its field paths to its own words."""

    default_key = "rejected"

    def __init__(
        self,
        code: str,
        words: str = "",
        fields: Mapping[str, tuple[str, ...]] = NO_FIELDS,
        status: int = 400,
        **params: object,
    ) -> None:
        shown = words or "; ".join(f"{name}: {', '.join(said)}" for name, said in fields.items())
        super().__init__(None, code=code, words=shown or code, **params)
        self.code = code
        self.words = words
        self.fields = dict(fields)
        self.status = status


class ProviderFaultError(ProviderError):
    """The service failed on its side; whether it executed the request is not known."""

    default_key = "provider_fault"

    def __init__(self, status: int, words: str = "", **params: object) -> None:
        super().__init__(None, status=status, words=words, **params)
        self.status = status


class UnexpectedReplyError(ProviderError):
    """The answer does not fit what we know; `where` is the field path or the kind of body."""

    default_key = "unexpected_reply"

    def __init__(self, where: str, **params: object) -> None:
        super().__init__(None, where=where, **params)
        self.where = where


class StorageError(ShipDeskError):
    """Our own files could not be read or written."""

    default_key = "storage"


class GoneError(StorageError):
    """What was asked for by its id is not in our files, as after a journal was restored."""

    default_key = "gone"


class DatabaseTooNewError(StorageError):
    """The file was written by a newer ShipDesk."""

    default_key = "database_too_new"


class DiskFullError(StorageError):
    """There is no room left where ShipDesk keeps its files."""

    default_key = "disk_full"


class DatabaseDamagedError(StorageError):
    """A database file does not pass its integrity check."""

    default_key = "database_damaged"


class PrintError(ShipDeskError):
    """A document could not be put on paper."""

    default_key = "print"


class NoPrinterError(PrintError):
    """The printer of the profile is not there or does not answer."""

    default_key = "no_printer"


class LabelMissingError(PrintError):
    """The label is not kept here, or is not a kind of file that can be printed."""

    default_key = "label_missing"


class LabelMismatchError(PrintError):
    """The bar code on the label belongs to another parcel."""

    default_key = "label_mismatch"


class OperationRefusedError(ShipDeskError):
    """Our own rules refuse the act before anything is written or sent."""

    default_key = "operation_refused"


class RuleError(ShipDeskError):
    """One field breaks one rule; `suggestion` is a value that a person may accept."""

    default_key = "rule"

    def __init__(
        self, field: str, rule: str, suggestion: str | None = None, **params: object
    ) -> None:
        super().__init__(f"rule.{rule}", field=field, **params)
        self.field = field
        self.rule = rule
        self.suggestion = suggestion


class VaultError(ShipDeskError):
    """The system's key store is missing, locked or refuses."""

    default_key = "vault"
