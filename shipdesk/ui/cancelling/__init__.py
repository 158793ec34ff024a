"""Cancelling orders at the courier's platform, many at once, from Shipments and from Orders."""

from __future__ import annotations

from shipdesk.ui.cancelling.presenter import CancellingPresenter
from shipdesk.ui.cancelling.sheet import CancelSheet

__all__ = ["CancelSheet", "CancellingPresenter"]
