"""The guide's table of coverage is what the tables and the samples say, and names everything."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import pytest

from shipdesk import providers
from tests.contract.coverage import GUIDE, action_of, coverage, missing
from tests.contract.samples import Sample, every_sample

SAMPLES = every_sample()
REFUSALS = re.compile(r"\w.*\bRaises\s+\w+Error\b", re.DOTALL)
"""A purpose, then the error by its name."""


def test_the_table_of_coverage_is_not_stale() -> None:
    assert GUIDE.read_text(encoding="utf-8") == coverage(), (
        "write it anew: python -m tests.contract.coverage"
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: f"{each.slug}:{each.op}")
def test_what_nobody_can_reach_says_why(sample: Sample) -> None:
    assert bool(action_of(sample)) is not bool(missing(sample))


@pytest.mark.parametrize("slug", ["dispatch", "shipx", "dash101"])
def test_every_named_method_says_what_it_is_for_and_what_it_raises(slug: str) -> None:
    package = importlib.import_module(f"{providers.__name__}.{slug}")
    classes = {
        name: found
        for module in pkgutil.iter_modules(package.__path__)
        for name, found in inspect.getmembers(
            importlib.import_module(f"{package.__name__}.{module.name}"), inspect.isclass
        )
    }
    silent = set()
    for sample in SAMPLES:
        if sample.slug == slug:
            owner, _, method = sample.client.partition(".")
            told = inspect.getdoc(getattr(classes[owner], method)) or ""
            if not REFUSALS.match(told):
                silent.add(sample.client)
    assert not silent
