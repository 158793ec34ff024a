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
