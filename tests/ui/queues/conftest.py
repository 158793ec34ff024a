"""The Activity page over a real desk, for acts that waited too long."""

from tests.ui.activity.conftest import activity_room, simulator

__all__ = ["activity_room", "simulator"]
