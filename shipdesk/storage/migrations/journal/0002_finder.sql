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
