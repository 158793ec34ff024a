"""The table of what is done of the references; `python -m tests.contract.coverage` makes it."""

from __future__ import annotations

from pathlib import Path

from shipdesk.providers.tables import load_table
from tests.contract.records import table_of
from tests.contract.samples import PlainSample, RecordSample, Sample, every_sample

GUIDE = Path(__file__).resolve().parents[2] / "resources" / "guide" / "coverage.md"
TITLES = {
    "dispatch": "Order book (Dispatch)",
    "shipx": "InPost ShipX",
    "dash101": "Dash101",
}
_HEAD = """# What of the three references is done

Made by `python -m tests.contract.coverage` from the endpoint tables and the samples of the contract
suite; a test fails when it is stale. Each operation is judged against eighteen faults by
`tests/contract/test_operations.py` under the name in the last column, and each action is triggered
in the real window by `tests/contract/test_reach.py`, which finds method, path and body keys in the
simulator's log. *designed*: no vendor's page promises the path.
"""


_LEFT_OUT = """## Left out on purpose

| What the references tell | What ShipDesk does, and why |
| --- | --- |
| Order book § 11: a business has a time zone of its own | it is shown in the profile; moments are \
shown in the computer's zone: three services stand side by side on the packer's wall clock |
| Order book: `billingAddress` of an order | kept and sent back unchanged; no label and no courier \
needs it, so that no form asks for it |
| Order book: the items when an order is rewritten | sent back unchanged: the shop they came from \
keeps them, and a second place to change them would tell two truths |
| InPost § 9.9: `invalid_shipments` of a collection's price | the booking itself names the parcel \
that is refused; the price is asked for those that pass |
| Limits of insurance in the typed quote form | the couriers answer there with their own reason; \
nothing is bought from that form, and an order checks them before its purchase |
"""


def action_of(sample: Sample) -> str:
    """Return the key of the QAction by which a person reaches an operation, "" for none."""
    if isinstance(sample, PlainSample):
        return sample.action
    table = table_of(sample)
    if sample.op in table.acts:
        return f"records.{sample.slug}.{sample.op}"
    return f"{table.kind.screen}.refresh"


def missing(sample: Sample) -> str:
    """Return why no action reaches an operation, "" where one does."""
    return sample.missing if isinstance(sample, PlainSample) else ""


def where(sample: Sample) -> str:
    """Return the screen on which an operation is reached."""
    if isinstance(sample, RecordSample):
        kind = table_of(sample).kind
        return f"{kind.screen.title()} › {kind.title}"
    page = sample.action.partition(".")[0].replace("_", " ")
    return page.capitalize()


def coverage() -> str:
    """Return the whole table as Markdown."""
    lines = [_HEAD]
    by_op = {(each.slug, each.op): each for each in every_sample()}
    for slug, title in TITLES.items():
        endpoints = load_table(slug).endpoints
        reached = sum(1 for op in endpoints if action_of(by_op[slug, op]))
        lines += [
            f"## {title}: {len(endpoints)} operations, {reached} reached in the window",
            "",
            "| Operation | Request | In the client | Where | QAction | Contract test |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for op, endpoint in endpoints.items():
            sample = by_op[slug, op]
            action = action_of(sample)
            place = where(sample) if action else f"missing: {missing(sample)}"
            mark = " *designed*" if endpoint.designed else ""
            lines.append(
                f"| {op} | `{endpoint.verb} {endpoint.path}`{mark} | `{sample.client}` | {place}"
                f" | {f'`{action}`' if action else '–'} | `{slug}:{op}` |"
            )
        lines.append("")
    lines.append(_LEFT_OUT)
    return "\n".join(lines)


if __name__ == "__main__":
    GUIDE.write_text(coverage(), encoding="utf-8")
