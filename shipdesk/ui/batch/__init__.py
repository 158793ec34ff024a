"""Shipping many orders at once: reviewed before anything is paid, bought at one go, followed."""

from __future__ import annotations

from shipdesk.ui.batch.presenter import BatchPresenter

__all__ = ["BatchPresenter"]
