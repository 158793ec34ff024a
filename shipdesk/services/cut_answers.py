"""What a person answered once about ink that would be cut, per courier and stock."""

from __future__ import annotations

from shipdesk.domain.label import Fit, Stock
from shipdesk.storage import preferences
from shipdesk.storage.database import Database

_KEY = "cut_answers"


class CutAnswers:
    """Remembers whether a courier's labels are made smaller or cut on a stock; on the loop only."""

    def __init__(self, journal: Database) -> None:
        self._journal = journal
        self._known: dict[str, str] = {}

    async def load(self) -> None:
        """Read what was answered; called once, before anything is printed."""
        self._known = dict(await self._journal.read(lambda conn: preferences.get(conn, _KEY, {})))

    def of(self, courier: str, stock: Stock) -> Fit:
        """Return the answer; `Fit.ASK` where nobody was asked."""
        kept = self._known.get(_name(courier, stock), "")
        return Fit(kept) if kept in set(Fit) else Fit.ASK

    async def put(self, courier: str, stock: Stock, answer: Fit) -> None:
        """Remember an answer; `Fit.ASK` forgets it."""
        known = {**self._known, _name(courier, stock): answer.value}
        await self._journal.write(lambda conn: preferences.put(conn, _KEY, known))
        self._known = known


def _name(courier: str, stock: Stock) -> str:
    return f"{stock.key}:{courier.casefold()}"
