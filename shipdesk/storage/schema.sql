-- The journal as it is now: what all migrations together make of an empty file. For reading; a test
-- compares the two. Times are milliseconds since 1970 in UTC, money is minor units, bodies are plain
-- JSON of domain objects, which are the truth; columns beside them are for look-up.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every write says here what it changed; the ingest process projects from the last number it knows.
CREATE TABLE change (
    seq  INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key  TEXT NOT NULL
) STRICT;

CREATE TABLE operation (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    account_id      TEXT NOT NULL,
    title           TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN (
        'queued', 'sent', 'waiting', 'unknown',
        'done', 'refused', 'failed_after_acceptance', 'cancelled')),
    step            TEXT NOT NULL,
    reference       TEXT NOT NULL,
    reason_key      TEXT NOT NULL,
    reason          TEXT NOT NULL,
    parent_id       TEXT NOT NULL,
    look_ups        INTEGER NOT NULL,
    created_ms      INTEGER NOT NULL,
    updated_ms      INTEGER NOT NULL,
    not_before_ms   INTEGER,
    waiting_ms      INTEGER,
    last_look_up_ms INTEGER,
    intent          TEXT NOT NULL,
    facts           TEXT NOT NULL,
    reason_fields   TEXT NOT NULL
) STRICT;

-- A double click, two windows or a restart meet this index, not a disabled button.
CREATE UNIQUE INDEX operation_open_once ON operation (subject, kind)
    WHERE state IN ('queued', 'sent', 'waiting', 'unknown');
CREATE INDEX operation_of_subject ON operation (subject, seq);
CREATE INDEX operation_open ON operation (account_id, seq)
    WHERE state IN ('queued', 'sent', 'waiting', 'unknown');
CREATE INDEX operation_by_state ON operation (state, seq);

CREATE TABLE attempt (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_id TEXT NOT NULL REFERENCES operation (id),
    step         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN (
        'sent', 'accepted', 'refused', 'never_left', 'ambiguous', 'looked_up')),
    sent_ms      INTEGER NOT NULL,
    ended_ms     INTEGER,
    reference    TEXT NOT NULL,
    answer       TEXT NOT NULL
) STRICT;

CREATE INDEX attempt_of_operation ON attempt (operation_id, id);
CREATE INDEX attempt_sent ON attempt (id) WHERE state = 'sent';

-- When each account's service was last seen to take work: how long what waits could not be sent.
CREATE TABLE account_served (
    account_id TEXT PRIMARY KEY,
    at_ms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What could not be sent for so long that a person is asked again before it is. `noted`: its next
-- request is not to leave; `stopped`: none leaves until it is released by name.
CREATE TABLE hold (
    operation_id TEXT PRIMARY KEY REFERENCES operation (id),
    state        TEXT NOT NULL CHECK (state IN ('noted', 'stopped', 'released')),
    since_ms     INTEGER NOT NULL,
    held_ms      INTEGER NOT NULL,
    looked_ms    INTEGER,
    unread       TEXT NOT NULL,
    changes      TEXT NOT NULL,
    released_ms  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX hold_stopped ON hold (operation_id) WHERE state = 'stopped';

-- Purchases that were asked for at one go, in the order of the list they came from. What is bought in
-- the place of a row's operation takes that place, so that each row is told as it stands now.
CREATE TABLE batch (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE batch_row (
    batch_id     TEXT NOT NULL REFERENCES batch (id),
    place        INTEGER NOT NULL,
    operation_id TEXT NOT NULL UNIQUE REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (batch_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE shipment (
    seq               INTEGER PRIMARY KEY AUTOINCREMENT,
    id                TEXT NOT NULL UNIQUE,
    account_id        TEXT NOT NULL,
    remote_id         TEXT NOT NULL,
    reference         TEXT NOT NULL,
    order_key         TEXT NOT NULL,
    tracking_key      TEXT NOT NULL,
    status            TEXT NOT NULL,
    payable           TEXT NOT NULL,
    live              INTEGER NOT NULL,
    final             INTEGER NOT NULL,
    handing_in        TEXT NOT NULL,
    dispatch_order_id TEXT NOT NULL,
    created_ms        INTEGER NOT NULL,
    asked_ms          INTEGER NOT NULL DEFAULT 0,
    body              TEXT NOT NULL
) STRICT;

CREATE INDEX shipment_of_order ON shipment (order_key) WHERE order_key <> '';
CREATE UNIQUE INDEX shipment_by_remote ON shipment (account_id, remote_id) WHERE remote_id <> '';
CREATE INDEX shipment_by_tracking ON shipment (tracking_key) WHERE tracking_key <> '';
CREATE INDEX shipment_to_track ON shipment (account_id, asked_ms) WHERE final = 0;
CREATE INDEX shipment_waiting ON shipment (created_ms)
    WHERE status = 'bought' AND handing_in = 'collect' AND dispatch_order_id = '';

CREATE INDEX shipment_of_dispatch_order ON shipment (dispatch_order_id)
    WHERE dispatch_order_id <> '';

CREATE TABLE tracking_event (
    shipment_id TEXT NOT NULL REFERENCES shipment (id),
    at_ms       INTEGER NOT NULL,
    code        TEXT NOT NULL,
    words       TEXT NOT NULL,
    status      TEXT NOT NULL,
    place       TEXT NOT NULL,
    PRIMARY KEY (shipment_id, at_ms, code, words)
) STRICT, WITHOUT ROWID;

CREATE TABLE local_order (
    key        TEXT PRIMARY KEY,
    created_ms INTEGER NOT NULL,
    body       TEXT NOT NULL
) STRICT;

-- What a person added to an order, typed or fetched: deleting the cache loses none of it.
CREATE TABLE addition (
    key        TEXT PRIMARY KEY,
    touched_ms INTEGER NOT NULL,
    body       TEXT NOT NULL
) STRICT;

CREATE TABLE dispatch_order (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL,
    remote_id  TEXT NOT NULL,
    open       INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    body       TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX dispatch_order_by_remote ON dispatch_order (account_id, remote_id)
    WHERE remote_id <> '';
CREATE INDEX dispatch_order_open ON dispatch_order (account_id, seq) WHERE open = 1;

CREATE TABLE label (
    shipment_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    size        INTEGER NOT NULL,
    pages       INTEGER NOT NULL,
    width_mm    REAL NOT NULL,
    height_mm   REAL NOT NULL,
    source      TEXT NOT NULL,
    saved_ms    INTEGER NOT NULL,
    PRIMARY KEY (shipment_id, kind)
) STRICT, WITHOUT ROWID;

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

-- Printed labels that were scanned at the bench; one taken back stays as what it was.
CREATE TABLE scan_back (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    shipment_id TEXT NOT NULL,
    code        TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    undone_ms   INTEGER
) STRICT;

CREATE UNIQUE INDEX scan_back_once ON scan_back (shipment_id) WHERE undone_ms IS NULL;

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

CREATE TABLE account (
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    body     TEXT NOT NULL
) STRICT;

CREATE TABLE sender (
    id         TEXT PRIMARY KEY,
    position   INTEGER NOT NULL,
    is_default INTEGER NOT NULL,
    body       TEXT NOT NULL
) STRICT;

CREATE TABLE preference (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE quote_sheet (
    order_key TEXT PRIMARY KEY,
    at_ms     INTEGER NOT NULL,
    body      TEXT NOT NULL
) STRICT;

-- When each account was last compared with the journal, and how far back; why not, where it failed.
CREATE TABLE finder_look (
    account_id TEXT PRIMARY KEY,
    asked_ms   INTEGER NOT NULL,
    done_ms    INTEGER,
    since_ms   INTEGER,
    rows       INTEGER NOT NULL,
    whole      INTEGER NOT NULL,
    why        TEXT NOT NULL
) STRICT;

-- What stands at a courier and was not bought here; `left_ms`: a person said that it is not ours.
CREATE TABLE found (
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    remote_id  TEXT NOT NULL,
    found_ms   INTEGER NOT NULL,
    left_ms    INTEGER,
    told       INTEGER NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (account_id, kind, remote_id)
) STRICT, WITHOUT ROWID;

-- What a printer's queue told of a job after it was handed over; the ledger says that it was.
CREATE TABLE print_follow (
    record_id   TEXT PRIMARY KEY,
    shipment_id TEXT NOT NULL,
    job         TEXT NOT NULL,
    state       TEXT NOT NULL,
    words       TEXT NOT NULL,
    begun_ms    INTEGER NOT NULL,
    told_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX print_follow_of_shipment ON print_follow (shipment_id);
CREATE INDEX print_follow_open ON print_follow (begun_ms)
    WHERE state IN ('queued', 'held', 'printing', 'stopped');
