-- Snapshots beside the log, one of each kind: the book's own, so that who opens it need not read all
-- of the log, and one that stands for what the log does not have. A snapshot is written in parts,
-- each a transaction of its own, so that no payment waits for it. It exists once it has a row here;
-- parts without one are left from an attempt.

CREATE TABLE snapshot (
    id     INTEGER PRIMARY KEY,
    kind   INTEGER NOT NULL, -- 1 own, 2 base
    before INTEGER NOT NULL, -- position after the last record that it stands for
    parts  INTEGER NOT NULL,
    sum    INTEGER NOT NULL  -- CRC-32C of all parts
) STRICT;

CREATE TABLE part (
    snapshot INTEGER NOT NULL, -- snapshot.id
    number   INTEGER NOT NULL, -- 0, 1, 2...
    bytes    BLOB    NOT NULL,
    PRIMARY KEY (snapshot, number)
) STRICT;
