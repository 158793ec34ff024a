"""One login at one provider, and the environment that a whole profile shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

AccountId = NewType("AccountId", str)

LOCAL = AccountId("local")
"""The account of what is done on this computer alone: printing, typed orders."""


class Environment(StrEnum):
    """What a profile's accounts talk to; test and live data never share a file."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Account:
    """A login without its secrets; `settings` are plain texts such as base_url or user_id."""

    id: AccountId
    provider: str
    title: str
    environment: Environment
    settings: Mapping[str, str] = field(default_factory=dict)


class AccountState(StrEnum):
    """Whether an account's work runs, and why not."""

    OK = "ok"
    OFFLINE = "offline"
    PAUSED_AUTH = "paused_auth"
    LIMITED = "limited"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """What the window shows of an account: its dot, banner and the age of its data.

    `unread_rows` and `unread_pages` did not fit when it was read last; `unread_why` names fields.
    """

    account_id: AccountId
    title: str
    state: AccountState = AccountState.OK
    error_title: str = ""
    error_detail: str = ""
    error_hint: str = ""
    synced_at_ms: int = 0
    syncing: bool = False
    resumes_at_ms: int = 0
    unread_rows: int = 0
    unread_pages: int = 0
    unread_why: str = ""
