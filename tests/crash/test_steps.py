"""The names by which the rig knows the program's steps are names that the program has."""

from __future__ import annotations

from types import CodeType

import pytest

from shipdesk.services.kinds.label import LabelKind
from shipdesk.services.operations import Runner
from tests.crash.probe import WRITES

CLASSES = {"Runner": Runner, "LabelKind": LabelKind}


@pytest.mark.parametrize("name", WRITES)
def test_what_is_written_into_the_journal_is_written_by_the_function_that_the_rig_watches(
    name: str,
) -> None:
    kind, method, _, inner = name.split(".")
    constants = getattr(CLASSES[kind], method).__code__.co_consts
    assert inner in {each.co_name for each in constants if isinstance(each, CodeType)}
