"""What is kept of a request or an answer holds no secret and no way to reach a person."""

from __future__ import annotations

import pytest

from shipdesk.providers.redact import LONGEST, redact_body, redact_text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"token":"abc.def"}', '{"token":"•••"}'),
        ('{"access_token" : "a\\"b"}', '{"access_token" : "•••"}'),
        ('{"password":"hunter2","id":1}', '{"password":"•••","id":1}'),
        ('{"receiverPhone":600100200}', '{"receiverPhone":"•••"}'),
        ('{"customer_delivering_code":"12 34"}', '{"customer_delivering_code":"•••"}'),
        ('{"open_code":"123456"}', '{"open_code":"•••"}'),
        ('{"email":"jan@example.test"}', '{"email":"•••"}'),
        ('{"note":"mail jan.k@example.test or +48 600 100 200"}',
         '{"note":"mail •••@••• or +•••"}'),
        ("Authorization: Bearer abc-123", "Authorization: Bearer •••"),
        ("see eyJhbGciOiJI.eyJzdWIi.sig", "see •••"),
        ('{"phone":"cut off in the mid', '{"phone":"•••"'),
        ('{"trackingNumber":"620012345678901234567890"}',
         '{"trackingNumber":"620012345678901234567890"}'),
    ],
)  # fmt: skip
def test_secrets_are_masked_and_numbers_of_parcels_are_kept(text: str, kept: str) -> None:
    assert redact_text(text) == kept


def test_a_long_answer_is_cut_after_it_was_masked() -> None:
    body = b'{"password":"' + b"x" * 5_000 + b'"}' + b"y" * 5_000
    kept = redact_body(body, "application/json")
    assert len(kept) <= LONGEST
    assert "xxx" not in kept


def test_a_file_is_told_by_kind_and_size_only() -> None:
    assert redact_body(b"%PDF-1.4 Jan", "application/pdf") == "(application/pdf, 12 bytes)"
    assert redact_body(b"name;city", "text/csv; charset=utf-8") == "(text/csv, 9 bytes)"
    assert redact_body(b"\xff\xfe", "text/plain") != ""
