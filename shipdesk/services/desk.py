"""Everything that can be done at the desk, in one object that presenters are given."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.clock import Clock
from shipdesk.domain.account import Environment
from shipdesk.domain.rows import DispatchOrderRow, OrderRow, ShipmentRow
from shipdesk.paths import ProfilePaths
from shipdesk.services.accounts import Accounts
from shipdesk.services.activity import Activity
from shipdesk.services.batch import Batches
from shipdesk.services.cancelling import Cancelling
from shipdesk.services.changes import ChangeBus
from shipdesk.services.comparing import Comparing
from shipdesk.services.exceptions import Exceptions
from shipdesk.services.finder import Finder
from shipdesk.services.label_book import LabelBook
from shipdesk.services.label_couriers import LabelCouriers
from shipdesk.services.label_vault import LabelVault
from shipdesk.services.listing import Listing
from shipdesk.services.operations import Runner
from shipdesk.services.orders import Orders
from shipdesk.services.papers import Papers
from shipdesk.services.pickups import Pickups
from shipdesk.services.points import LockerPoints
from shipdesk.services.print_runs import PrintRuns
from shipdesk.services.printing import Printing
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.purchases import Purchases
from shipdesk.services.queues import Queues
from shipdesk.services.quoting import Quoting
from shipdesk.services.records import RecordDesk
from shipdesk.services.requests import Requests
from shipdesk.services.saving import Saving
from shipdesk.services.scan_back import ScanBack
from shipdesk.services.senders import Senders
from shipdesk.services.service_tables import ServiceTables
from shipdesk.services.settings import Settings
from shipdesk.services.shipments import Shipments
from shipdesk.services.shipping import Shipping
from shipdesk.services.sync import Sync
from shipdesk.services.tracking import Tracking
from shipdesk.services.voiding import Voiding


@dataclass(frozen=True, slots=True)
class Desk:
    """The services of one open profile; used on the UI thread's loop only."""

    environment: Environment
    paths: ProfilePaths
    clock: Clock
    bus: ChangeBus
    settings: Settings
    purchases: Purchases
    saving: Saving
    providers: ProviderDesk
    accounts: Accounts
    senders: Senders
    order_list: Listing[OrderRow]
    shipment_list: Listing[ShipmentRow]
    dispatch_order_list: Listing[DispatchOrderRow]
    orders: Orders
    shipments: Shipments
    queues: Queues
    quoting: Quoting
    shipping: Shipping
    batches: Batches
    comparing: Comparing
    voiding: Voiding
    points: LockerPoints
    pickups: Pickups
    exceptions: Exceptions
    cancelling: Cancelling
    printing: Printing
    label_couriers: LabelCouriers
    label_vault: LabelVault
    scan_back: ScanBack
    print_runs: PrintRuns
    label_book: LabelBook
    papers: Papers
    tracking: Tracking
    activity: Activity
    records: RecordDesk
    requests: Requests
    service_tables: ServiceTables
    sync: Sync
    finder: Finder
    runner: Runner
