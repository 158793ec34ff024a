"""Opens the demo's window, lets the tour walk, and asks books and paper afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

from shipdesk.demo import Simulator, demo_folder, demo_profile
from shipdesk.domain.account import Environment
from shipdesk.session import Session
from shipdesk.tour.hands import Hands, StepFailedError
from shipdesk.tour.steps import Tour
from shipdesk.tour.summary import facts_of, write_summary
from shipdesk.window import make_application, run_session


def walk(folder: Path, skip: str) -> bool:
    """Return whether everything happened and holds."""
    simulator = Simulator()
    simulator.start()
    outcome: list[bool] = []

    async def after(session: Session) -> None:
        hands = Hands(session.window, folder)
        tour = Tour(session, hands, simulator, folder, skip)
        failure = ""
        try:
            await tour.walk()
        except StepFailedError as error:
            failure = str(error)
            await hands.picture("stopped-here")
        for picture in hands.pictures:
            sys.stdout.write(f"  {picture.name}\n")
        facts = await facts_of(tour, session.program.paths.printed)
        outcome.append(write_summary(folder, facts, failure))

    try:
        with demo_folder() as root:
            paths, vault = demo_profile(simulator.url, root)
            run_session(make_application(), paths, Environment.DEMO, vault, simulator, after)
    finally:
        simulator.stop()
    return bool(outcome) and outcome[0]
