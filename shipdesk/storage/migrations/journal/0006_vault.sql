-- How fine each hand-over was printed, and what the check of its bar codes said: that stood in `words`.
ALTER TABLE print_job RENAME TO print_job_before;
DROP INDEX print_job_of_shipment;
DROP INDEX print_job_begun;

CREATE TABLE print_job (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    shipment_id  TEXT NOT NULL,
    kind         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    printer      TEXT NOT NULL,
    profile      TEXT NOT NULL,
    copy         INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    operation_id TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('begun', 'handed_over', 'failed', 'unknown')),
    job          TEXT NOT NULL,
    words        TEXT NOT NULL,
    begun_ms     INTEGER NOT NULL,
    settled_ms   INTEGER,
    dpi          INTEGER NOT NULL,
    verdict      TEXT NOT NULL
) STRICT;

CREATE INDEX print_job_of_shipment ON print_job (shipment_id, seq);
CREATE INDEX print_job_begun ON print_job (seq) WHERE state = 'begun';

INSERT INTO print_job
SELECT seq, id, shipment_id, kind, sha256, printer, profile, copy, reason, operation_id, state, job,
    iif(state = 'handed_over', '', words), begun_ms, settled_ms, 0,
    iif(state = 'handed_over', words, '')
FROM print_job_before;
DROP TABLE print_job_before;

-- Printed labels that were scanned at the bench; one taken back stays as what it was.
CREATE TABLE scan_back (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    shipment_id TEXT NOT NULL,
    code        TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    undone_ms   INTEGER
) STRICT;

CREATE UNIQUE INDEX scan_back_once ON scan_back (shipment_id) WHERE undone_ms IS NULL;
