"""Opens a profile's files beside the window, and says in it why where they cannot be opened."""

from __future__ import annotations

import asyncio
import logging
from enum import Enum
from typing import TYPE_CHECKING

from shipdesk.clock import SystemClock
from shipdesk.domain.account import Environment
from shipdesk.errors import StorageError
from shipdesk.paths import ProfilePaths
from shipdesk.storage import archive_in
from shipdesk.storage.profile import ProfileFiles, open_files
from shipdesk.ui.files import ask_open_file
from shipdesk.ui.main.refusal import Refusal
from shipdesk.wording import phrase as say

if TYPE_CHECKING:  # the window opens a profile
    from shipdesk.window import Front

logger = logging.getLogger(__name__)


_REPLACEABLE = frozenset({"storage", "database_too_new", "database_damaged"})
"""Files that nobody has open and that may be written: another profile may take their place."""


class _Answer(Enum):
    """What a person wants to be done about files that cannot be opened."""

    AGAIN = "again"
    ANYWAY = "anyway"
    BRING = "bring"
    CLOSE = "close"


async def open_in_window(
    front: Front, paths: ProfilePaths, environment: Environment
) -> ProfileFiles | None:
    """Return the open files, however often it takes; None where the window was closed instead."""
    anyway = False
    while True:
        try:
            return await asyncio.to_thread(open_files, paths, anyway=anyway)
        except StorageError as error:
            logger.warning("the profile cannot be opened: %s", error)
            answer = await _ask(front, paths, environment, error)
        if answer is _Answer.CLOSE:
            return None
        anyway = answer is _Answer.ANYWAY


async def _ask(
    front: Front, paths: ProfilePaths, environment: Environment, error: StorageError
) -> _Answer:
    refusal = Refusal(
        error, anyway=error.key == "in_use_elsewhere", bring=error.key in _REPLACEABLE
    )
    front.window.refuse(refusal)
    try:
        while (answer := await _answer(front, refusal)) is _Answer.BRING:
            if await _bring(refusal, paths, environment):
                return _Answer.AGAIN
        return answer
    finally:
        front.window.go_on(refusal)


async def _answer(front: Front, refusal: Refusal) -> _Answer:
    if front.wants_to_close:
        return _Answer.CLOSE
    told: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()

    def tell(answer: _Answer) -> None:
        if not told.done():
            told.set_result(answer)

    refusal.again_requested.connect(lambda: tell(_Answer.AGAIN))
    refusal.anyway_requested.connect(lambda: tell(_Answer.ANYWAY))
    refusal.bring_requested.connect(lambda: tell(_Answer.BRING))
    refusal.close_requested.connect(lambda: tell(_Answer.CLOSE))
    closing = front.window.close_requested.connect(lambda: tell(_Answer.CLOSE))
    try:
        return await told
    finally:
        front.window.close_requested.disconnect(closing)


async def _bring(refusal: Refusal, paths: ProfilePaths, environment: Environment) -> bool:
    """Take a file that ShipDesk saved in the place of what cannot be opened."""
    file = await ask_open_file(refusal, say("Which file that ShipDesk saved?"))
    if file is None:
        return False
    now = SystemClock().now()
    try:
        await asyncio.to_thread(archive_in.stage, file, paths, environment.value, now)
    except StorageError as error:
        refusal.show_problem(error)
        return False
    return True
