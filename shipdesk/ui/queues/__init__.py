"""What waits too long: what changed meanwhile, and the ways to go on or leave it."""

from __future__ import annotations

from shipdesk.ui.queues.card import HeldCard
from shipdesk.ui.queues.control import HeldControl

__all__ = ["HeldCard", "HeldControl"]
