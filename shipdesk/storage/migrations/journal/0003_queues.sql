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
