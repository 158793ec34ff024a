"""The composition root: builds every object of an open profile once, runs it, closes it.

Nothing here needs a window; `window.py` puts one on top. Order of closing: runner stops claiming,
root tasks end, HTTP clients close, workers end, databases drain.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from shipdesk.clock import Clock
from shipdesk.domain.account import Environment
from shipdesk.domain.operation import (
    CancelPickupIntent,
    CommentIntent,
    DeleteCommentIntent,
    EditCommentIntent,
    OperationKind,
    PickupIntent,
)
from shipdesk.errors import ShipDeskError
from shipdesk.paths import ProfilePaths
from shipdesk.printing.press import Press, print_worker
from shipdesk.providers.registry import ProviderRegistry
from shipdesk.services.accounts import Accounts
from shipdesk.services.activity import Activity
from shipdesk.services.batch import Batches
from shipdesk.services.batch_review import ReviewDesk
from shipdesk.services.cancelling import Cancelling
from shipdesk.services.changes import ChangeBus
from shipdesk.services.comparing import Comparing
from shipdesk.services.desk import Desk
from shipdesk.services.exceptions import Exceptions
from shipdesk.services.finder import Finder
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.kinds.base import Kind
from shipdesk.services.kinds.cancel_orders import CancelOrdersKind
from shipdesk.services.kinds.compare import CompareKind
from shipdesk.services.kinds.exception_acts import ReattemptKind, ReturnKind
from shipdesk.services.kinds.label import LabelKind
from shipdesk.services.kinds.pay import PayKind
from shipdesk.services.kinds.pickup import PickupKind
from shipdesk.services.kinds.print_label import PrintKind
from shipdesk.services.kinds.record import RecordActKind
from shipdesk.services.kinds.ship import ShipKind
from shipdesk.services.kinds.void import CorrectKind, VoidKind
from shipdesk.services.kinds.write_back import WriteBackKind
from shipdesk.services.label_book import LabelBook
from shipdesk.services.label_couriers import LabelCouriers
from shipdesk.services.label_vault import LabelVault
from shipdesk.services.listing import dispatch_order_listing, order_listing, shipment_listing
from shipdesk.services.operations import Runner
from shipdesk.services.orders import Orders
from shipdesk.services.papers import Papers
from shipdesk.services.pickups import Pickups
from shipdesk.services.points import LockerPoints
from shipdesk.services.print_following import PrintFollowing
from shipdesk.services.print_orders import PrintOrders, known_parcels
from shipdesk.services.print_runs import PrintRuns
from shipdesk.services.printer_watch import PrinterWatch
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
from shipdesk.storage import print_ledger
from shipdesk.storage.database import Database
from shipdesk.storage.profile import ProfileFiles, open_files
from shipdesk.storage.vault import Vault
from shipdesk.workers import Worker

logger = logging.getLogger(__name__)

Report = Callable[[str, BaseException], None]


@dataclass(slots=True)
class Program:
    """One open profile: the desk, and what has to be run and closed under it."""

    paths: ProfilePaths
    desk: Desk
    journal: Database
    cache: Database
    door: IngestDoor
    workers: tuple[Worker, Worker]
    report: Report
    registry: ProviderRegistry
    files: ProfileFiles
    following: PrintFollowing

    async def prepare(self) -> None:
        """Load the heavy libraries beside, and read what services need before their first use."""
        await asyncio.to_thread(self.registry.load)
        await self.journal.write(print_ledger.recover)
        await self.desk.comparing.recover()
        await self.desk.accounts.load()
        await self.desk.printing.load()

    @property
    def root_work(self) -> dict[str, Callable[[], Coroutine[None, None, None]]]:
        """The work that runs as long as the program: name to coroutine function."""
        return {
            "projection": self.door.run,
            "operations": self.desk.runner.run,
            "queues": self.desk.queues.run,
            "sync": self.desk.sync.run,
            "print_runs": self.desk.print_runs.run,
            "tracking": self.desk.tracking.run,
            "saving": self.desk.saving.run,
            "finder": self.desk.finder.run,
            "print following": self.following.run,
            "label vault": self.desk.label_vault.run,
        }

    async def aclose(self) -> None:
        """Close everything; the runner must have been closed and the root tasks ended before."""
        await self.desk.providers.aclose()
        for worker in self.workers:
            await worker.aclose()
        await self.files.aclose()


def open_program(
    paths: ProfilePaths,
    environment: Environment,
    vault: Vault,
    clock: Clock,
    report: Report,
    files: ProfileFiles | None = None,
) -> Program:
    """Build the desk of a profile over its files; sends nothing and starts no process.

    `files` were opened on another thread, else they are opened here. Raises StorageError and its
    kinds where the files cannot be used.
    """
    files = files or open_files(paths)
    journal, cache = files.journal, files.cache
    bus = ChangeBus()
    registry = ProviderRegistry(
        clock, paths.overrides, allow_loopback=environment is Environment.DEMO
    )
    ingest = Worker(
        "ingest",
        "shipdesk.ingest:main",
        arguments={
            "cache": str(cache.path),
            "journal": str(journal.path),
            "overrides": str(paths.overrides),
        },
        errors=(ShipDeskError,),
    )
    printer = print_worker()
    door = IngestDoor(ingest, bus)
    press = Press(printer, known_parcels(journal))
    providers = ProviderDesk(registry, vault, bus, clock)
    cache.on_damaged = door.mend_soon
    kinds: dict[OperationKind, Kind] = {}
    runner = Runner(journal, kinds, providers, door, bus, clock, report)
    providers.on_resume(runner.wake)
    purchases = Purchases(journal, bus, clock, runner.wake)
    settings = Settings.open_now(journal)
    orders = Orders(journal, cache, door, providers, registry, clock)
    senders = Senders(journal, bus)
    quoting = Quoting(journal, orders, senders, providers, door, clock)
    shipping = Shipping(orders, senders, providers, registry, runner, journal, clock)
    compare = CompareKind(journal, providers)
    label_vault = LabelVault(journal, providers, runner, settings, paths.labels, clock)
    folders = (paths.labels, paths.printed)
    printing = Printing(journal, press, runner, label_vault, folders, clock)
    print_orders = PrintOrders(folders, environment, label_vault.require, printing.cuts.of)
    sync = Sync(providers, door, clock, report)
    kinds.update(courier_kinds(providers, vault, door))
    kinds[OperationKind.COMPARE] = compare
    kinds[OperationKind.FETCH_LABEL] = LabelKind(
        journal, providers, press, paths.labels, printing.profile, clock
    )
    kinds[OperationKind.PRINT] = PrintKind(
        journal,
        press,
        printing.profile,
        print_orders,
        paths.printed,
        clock,
        PrinterWatch(press, journal, clock),
        label_vault.in_other_form,
    )
    order_list = order_listing(cache, door.project_now)
    queues = Queues(
        journal, orders, quoting, shipping, providers, door, sync, runner, settings, bus, clock
    )
    pickups = Pickups(journal, cache, providers, runner, clock)
    papers = Papers(
        journal,
        cache,
        orders,
        pickups,
        senders,
        press,
        runner,
        printing.profile,
        paths.labels,
        clock,
    )
    look = ReviewDesk(orders, order_list, quoting, shipping, providers, clock)
    desk = Desk(
        environment=environment,
        paths=paths,
        clock=clock,
        bus=bus,
        settings=settings,
        purchases=purchases,
        saving=Saving(paths, journal, environment, settings, purchases, bus, clock),
        providers=providers,
        accounts=Accounts(journal, vault, registry, providers, door, bus, environment, clock),
        senders=senders,
        order_list=order_list,
        shipment_list=shipment_listing(cache, door.project_now),
        dispatch_order_list=dispatch_order_listing(cache, door.project_now),
        orders=orders,
        shipments=Shipments(journal, cache),
        queues=queues,
        quoting=quoting,
        shipping=shipping,
        batches=Batches(journal, look, queues, runner),
        comparing=Comparing(journal, orders, quoting, shipping, providers, runner, compare, clock),
        voiding=Voiding(journal, shipping, providers, runner, clock),
        points=LockerPoints(providers, clock),
        pickups=pickups,
        exceptions=Exceptions(journal, cache, providers, runner, clock),
        cancelling=Cancelling(journal, cache, providers, runner, clock),
        printing=printing,
        label_couriers=LabelCouriers(journal, providers),
        label_vault=label_vault,
        scan_back=ScanBack(journal, cache, settings, runner, bus, clock),
        print_runs=PrintRuns(journal, printing, providers, runner, bus, clock),
        label_book=LabelBook(journal, press, printing, print_orders),
        papers=papers,
        tracking=Tracking(journal, providers, runner, clock, report),
        activity=Activity(journal, runner, kinds, clock),
        records=RecordDesk(cache, vault, providers, runner, door, paths.uploads, clock),
        requests=Requests(registry.log, registry.support_text),
        service_tables=ServiceTables(
            registry.tables, tuple(kind.slug for kind in registry.kinds()), providers, door, bus
        ),
        sync=sync,
        finder=Finder(journal, cache, providers, sync, runner, purchases, clock, report),
        runner=runner,
    )
    following = PrintFollowing(journal, press, bus, clock)
    workers = (ingest, printer)
    return Program(paths, desk, journal, cache, door, workers, report, registry, files, following)


def courier_kinds(
    providers: ProviderDesk, vault: Vault, door: IngestDoor | None = None
) -> dict[OperationKind, Kind]:
    """Return the kinds of operation that need nothing but a service."""
    return {
        **_purchase_kinds(providers),
        **_pickup_kinds(providers),
        OperationKind.RECORD: RecordActKind(providers, vault, door),
    }


def _purchase_kinds(providers: ProviderDesk) -> dict[OperationKind, Kind]:
    return {
        OperationKind.SHIP: ShipKind(OperationKind.SHIP, providers),
        OperationKind.SHIP_ANOTHER: ShipKind(OperationKind.SHIP_ANOTHER, providers),
        OperationKind.PAY: PayKind(providers),
        OperationKind.VOID: VoidKind(providers),
        OperationKind.CORRECT: CorrectKind(providers),
        OperationKind.WRITE_BACK: WriteBackKind(providers),
        OperationKind.REATTEMPT: ReattemptKind(providers),
        OperationKind.RETURN_TO_ORIGIN: ReturnKind(providers),
        OperationKind.CANCEL_ORDERS: CancelOrdersKind(providers),
    }


def _pickup_kinds(providers: ProviderDesk) -> dict[OperationKind, Kind]:
    book, comment, cancel = (
        OperationKind.BOOK_DISPATCH_ORDER,
        OperationKind.COMMENT,
        OperationKind.CANCEL_DISPATCH_ORDER,
    )
    edit, delete = OperationKind.EDIT_COMMENT, OperationKind.DELETE_COMMENT
    return {
        edit: PickupKind(edit, EditCommentIntent, lambda each: each.pickup_comment_edit, providers),
        delete: PickupKind(
            delete, DeleteCommentIntent, lambda each: each.pickup_comment_delete, providers
        ),
        book: PickupKind(book, PickupIntent, lambda each: each.pickup_booking, providers),
        comment: PickupKind(comment, CommentIntent, lambda each: each.pickup_comment, providers),
        cancel: PickupKind(cancel, CancelPickupIntent, lambda each: each.pickup_cancel, providers),
    }


async def close_after(program: Program, tasks: list[asyncio.Task[None]]) -> None:
    """End root tasks in the right order, then close the program."""
    await program.desk.runner.aclose()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await program.aclose()
