"""A page of records opened inside the test."""

from tests.support.records_fixtures import open_page, simulator

__all__ = ["open_page", "simulator"]
