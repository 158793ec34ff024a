"""A label larger than its stock: asked about once, and never cut or shrunk unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipdesk.domain.label import PDF_FILE, DocumentKind, Fit, PrinterProfile, Stock
from shipdesk.domain.operation import OperationState
from tests.services.test_printing import one, printed_parcel
from tests.support.desk import open_desk
from tests.support.pdf_tools import size_mm
from tests.support.simulator import Simulator

SMALL = Stock("small", "90 × 130 mm", 90, 130)


async def test_the_answer_is_kept_per_courier_and_stock_and_taken_by_every_later_print(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        printing = opened.desk.printing
        shipment = await printed_parcel(opened)
        await printing.save_profile(
            DocumentKind.LABEL, PrinterProfile("Small", PDF_FILE, SMALL, dpi=600)
        )
        stopped = await opened.settled(await one(opened, shipment, "lost"))
        assert (stopped.state, stopped.reason_key) == (OperationState.REFUSED, "label_cut")
        await printing.cuts.put(shipment.courier, SMALL, Fit.SHRINK)
    async with open_desk(simulator, tmp_path, fresh=False) as again:
        printing = again.desk.printing
        assert printing.cuts.of("Somebody", SMALL) is Fit.ASK
        (document, *_) = (await printing.paper(shipment.id)).documents
        proof = await printing.check(shipment, document)
        assert proof.cut == 0
        assert 0.8 < proof.placements[0].scale < 1
        printed = await again.settled(await one(again, shipment, "lost"))
        assert printed.state is OperationState.DONE, printed.reason
        assert size_mm(Path(printed.facts["job"])) == pytest.approx((90, 130), abs=0.1)
        await printing.cuts.put(shipment.courier, SMALL, Fit.ASK)
        stopped = await again.settled(await one(again, shipment, "lost"))
        assert stopped.reason_key == "label_cut"
