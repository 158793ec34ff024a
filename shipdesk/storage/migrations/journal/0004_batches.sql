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
