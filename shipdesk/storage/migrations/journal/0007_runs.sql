-- Labels that are printed at one go, in the order of a list: one operation for each, asked for when
-- the one before has ended. `running`: the next is asked for by itself; `stopped`: by a person's word.
CREATE TABLE print_run (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    state      TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'ended')),
    why        TEXT NOT NULL,
    words      TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    moved_ms   INTEGER NOT NULL
) STRICT;

CREATE INDEX print_run_running ON print_run (seq) WHERE state = 'running';

CREATE TABLE print_run_row (
    run_id       TEXT NOT NULL REFERENCES print_run (id),
    place        INTEGER NOT NULL,
    shipment_id  TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'asked', 'ended', 'refused', 'skipped')),
    operation_id TEXT NOT NULL,
    copy_reason  TEXT NOT NULL,
    forced       INTEGER NOT NULL,
    reason_key   TEXT NOT NULL,
    reason       TEXT NOT NULL,
    PRIMARY KEY (run_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX print_run_row_of_operation ON print_run_row (operation_id) WHERE operation_id <> '';
