"""Who sends and where parcels are collected; stored once and sent byte-equal every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

from shipdesk.domain.address import Address
from shipdesk.domain.order import HandingIn

SenderId = NewType("SenderId", str)


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender profile; `pickup_ids` maps an account to the pickup location made there."""

    id: SenderId
    title: str
    address: Address
    office_hours: str = "09:00-16:00"
    handing_in: HandingIn = HandingIn.UNKNOWN
    pickup_ids: Mapping[str, str] = field(default_factory=dict)
