-- The cache: what was fetched, and the flat rows that lists read. It may be deleted at any time.
-- Row ids follow creation (seconds << 20 | number), so that "newest first" is ORDER BY id DESC.
-- The `body` of an object is SQLite's own binary JSON, of anything else JSON as text.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_state (
    account_id  TEXT NOT NULL,
    stream      TEXT NOT NULL,
    cursor      TEXT NOT NULL,
    next_cursor TEXT NOT NULL,
    total       INTEGER,
    done        INTEGER NOT NULL,
    synced_ms   INTEGER NOT NULL,
    PRIMARY KEY (account_id, stream)
) STRICT, WITHOUT ROWID;

-- Customers, vehicles and whatever else a service keeps, as it was last listed; `place` is its order.
CREATE TABLE record (
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    place      INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (account_id, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
    kind TEXT NOT NULL,
    tab  TEXT NOT NULL,
    n    INTEGER NOT NULL,
    PRIMARY KEY (kind, tab)
) STRICT, WITHOUT ROWID;

-- `listed` is the last list row of an order whose details are in `body`; NULL while body is it.
CREATE TABLE order_object (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,
    account_id    TEXT NOT NULL,
    remote_id     TEXT NOT NULL,
    local         INTEGER NOT NULL,
    detailed      INTEGER NOT NULL,
    list_digest   TEXT NOT NULL,
    detail_digest TEXT NOT NULL,
    body          BLOB NOT NULL,
    listed        BLOB
) STRICT;

CREATE INDEX order_object_account ON order_object (account_id);

CREATE TABLE order_row (
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE,
    account_id      TEXT NOT NULL,
    number          TEXT NOT NULL,
    created_ms      INTEGER NOT NULL,
    recipient       TEXT NOT NULL,
    place           TEXT NOT NULL,
    country         TEXT NOT NULL,
    country_guessed INTEGER NOT NULL,
    to_locker       INTEGER NOT NULL,
    quantity        INTEGER NOT NULL,
    total_minor     INTEGER,
    currency        TEXT NOT NULL,
    payment         TEXT NOT NULL,
    cod_minor       INTEGER,
    parcel_size     TEXT NOT NULL,
    weight_g        INTEGER NOT NULL,
    parcel_assumed  INTEGER NOT NULL,
    stage           TEXT NOT NULL,
    state_key       TEXT NOT NULL,
    state_words     TEXT NOT NULL,
    source          TEXT NOT NULL,
    best_minor      INTEGER,
    best_currency   TEXT NOT NULL,
    number_key      TEXT NOT NULL,
    recipient_key   TEXT NOT NULL,
    place_key       TEXT NOT NULL,
    payment_source  TEXT NOT NULL,
    problems        TEXT NOT NULL
) STRICT;

CREATE INDEX order_row_stage ON order_row (stage, id);
CREATE INDEX order_row_account ON order_row (account_id, stage, id);
CREATE INDEX order_row_number ON order_row (number_key);

CREATE TABLE order_text (
    id    INTEGER PRIMARY KEY,
    words TEXT NOT NULL
) STRICT;

-- The words are folded by us; ascii keeps every other letter as it is and never splits a word.
CREATE VIRTUAL TABLE order_fts USING fts5 (
    words, content = 'order_text', content_rowid = 'id', tokenize = 'ascii',
    prefix = '1 2 3', detail = none
);

CREATE TABLE shipment_object (
    id           INTEGER PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    account_id   TEXT NOT NULL,
    remote_id    TEXT NOT NULL,
    order_key    TEXT NOT NULL,
    tracking_key TEXT NOT NULL,
    digest       TEXT NOT NULL,
    body         BLOB NOT NULL
) STRICT;

CREATE INDEX shipment_object_account ON shipment_object (account_id);
CREATE INDEX shipment_object_order ON shipment_object (order_key) WHERE order_key <> '';
CREATE INDEX shipment_object_tracking ON shipment_object (tracking_key) WHERE tracking_key <> '';

CREATE TABLE shipment_row (
    id             INTEGER PRIMARY KEY,
    key            TEXT NOT NULL UNIQUE,
    account_id     TEXT NOT NULL,
    order_key      TEXT NOT NULL,
    order_number   TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    courier        TEXT NOT NULL,
    service_title  TEXT NOT NULL,
    recipient      TEXT NOT NULL,
    place          TEXT NOT NULL,
    status         TEXT NOT NULL,
    words          TEXT NOT NULL,
    label          TEXT NOT NULL,
    prints         INTEGER NOT NULL,
    handing_in     TEXT NOT NULL,
    pickup         TEXT NOT NULL,
    price_minor    INTEGER,
    cod_minor      INTEGER,
    currency       TEXT NOT NULL,
    created_ms     INTEGER NOT NULL,
    updated_ms     INTEGER NOT NULL,
    recipient_key  TEXT NOT NULL,
    place_key      TEXT NOT NULL,
    tracking_key   TEXT NOT NULL,
    reference_key  TEXT NOT NULL,
    order_number_key TEXT NOT NULL,
    is_open        INTEGER NOT NULL,
    to_print       INTEGER NOT NULL,
    no_pickup      INTEGER NOT NULL,
    in_transit     INTEGER NOT NULL,
    failed         INTEGER NOT NULL,
    done           INTEGER NOT NULL,
    scanned_ms     INTEGER NOT NULL
) STRICT;

CREATE INDEX shipment_row_order ON shipment_row (order_key);
CREATE INDEX shipment_row_tracking ON shipment_row (tracking_key);
CREATE INDEX shipment_row_reference ON shipment_row (reference_key);
CREATE INDEX shipment_row_order_number ON shipment_row (order_number_key);
CREATE INDEX shipment_row_account ON shipment_row (account_id, id);
CREATE INDEX shipment_row_open ON shipment_row (id) WHERE is_open = 1;
CREATE INDEX shipment_row_to_print ON shipment_row (id) WHERE to_print = 1;
CREATE INDEX shipment_row_no_pickup ON shipment_row (id) WHERE no_pickup = 1;
CREATE INDEX shipment_row_in_transit ON shipment_row (id) WHERE in_transit = 1;
CREATE INDEX shipment_row_failed ON shipment_row (id) WHERE failed = 1;
CREATE INDEX shipment_row_done ON shipment_row (id) WHERE done = 1;

CREATE TABLE shipment_text (
    id    INTEGER PRIMARY KEY,
    words TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE shipment_fts USING fts5 (
    words, content = 'shipment_text', content_rowid = 'id', tokenize = 'ascii',
    prefix = '1 2 3', detail = none
);

CREATE TABLE dispatch_order_object (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL,
    remote_id  TEXT NOT NULL,
    digest     TEXT NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE dispatch_order_row (
    id           INTEGER PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    account_id   TEXT NOT NULL,
    number       TEXT NOT NULL,
    status       TEXT NOT NULL,
    words        TEXT NOT NULL,
    place        TEXT NOT NULL,
    office_hours TEXT NOT NULL,
    parcels      INTEGER NOT NULL,
    comments     INTEGER NOT NULL,
    created_ms   INTEGER NOT NULL,
    number_key   TEXT NOT NULL,
    place_key    TEXT NOT NULL,
    is_open      INTEGER NOT NULL,
    rejected     INTEGER NOT NULL,
    collected    INTEGER NOT NULL
) STRICT;

CREATE INDEX dispatch_order_row_number ON dispatch_order_row (number_key);

CREATE TABLE dispatch_order_text (
    id    INTEGER PRIMARY KEY,
    words TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE dispatch_order_fts USING fts5 (
    words, content = 'dispatch_order_text', content_rowid = 'id', tokenize = 'ascii',
    prefix = '1 2 3', detail = none
);

INSERT INTO order_fts (order_fts, rank) VALUES ('automerge', 16);
INSERT INTO shipment_fts (shipment_fts, rank) VALUES ('automerge', 16);
INSERT INTO dispatch_order_fts (dispatch_order_fts, rank) VALUES ('automerge', 16);
