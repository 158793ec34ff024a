"""What queues told of jobs, kept beside the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shipdesk.domain.printer_state import JobState
from shipdesk.storage import print_follow
from shipdesk.storage.sql import Conn

NOW = datetime(2026, 11, 28, 10, 31, tzinfo=UTC)


def test_only_a_job_with_a_number_in_a_queue_is_followed(journal: Conn) -> None:
    for at, job in enumerate(("Zebra-7", "127.0.0.1:9100", "/srv/of/label-1.pdf", "ShipDesk")):
        print_follow.begin(journal, f"r{at}", "s1", job, NOW)
    assert [each.job for each in print_follow.open_jobs(journal)] == ["Zebra-7"]


def test_a_number_that_is_given_out_again_is_another_job_and_the_first_is_lost(
    journal: Conn,
) -> None:
    for record in ("a", "b"):  # two labels of one sheet
        print_follow.begin(journal, record, "s1", "Zebra-7", NOW)
    print_follow.begin(journal, "c", "s1", "Zebra-7", NOW + timedelta(seconds=9))
    states = {key: each.state for key, each in print_follow.of_shipment(journal, "s1").items()}
    assert states == {"a": JobState.GONE, "b": JobState.GONE, "c": JobState.QUEUED}


def test_what_a_job_came_to_stays_though_its_number_is_given_out_again(journal: Conn) -> None:
    print_follow.begin(journal, "a", "s1", "Zebra-7", NOW)
    (job,) = print_follow.open_jobs(journal)
    print_follow.tell(journal, job, JobState.PRINTED, "", NOW)
    print_follow.begin(journal, "b", "s2", "Zebra-7", NOW + timedelta(seconds=9))
    assert print_follow.of_shipment(journal, "s1")["a"].state is JobState.PRINTED
