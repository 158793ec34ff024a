"""The look of the window, for the operations that are reached by hand."""

from __future__ import annotations

import pytest

from tests.ui.conftest import theme

__all__ = ["theme"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Offscreen says so whenever a size is fixed; it is no fault of ours."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))
