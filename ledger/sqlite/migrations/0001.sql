-- The book: an append-only log, and one head row for each chain. What moves stands apart from what
-- stays: a head row is a few bytes, hundreds on a page, so that a hundred payments of a hundred
-- people wear out three pages and not fifteen.

CREATE TABLE chain (
    id     INTEGER PRIMARY KEY,
    market BLOB    NOT NULL,
    author BLOB    NOT NULL,
    UNIQUE (market, author)
) STRICT;

CREATE TABLE head (
    chain INTEGER PRIMARY KEY, -- chain.id
    seq   INTEGER NOT NULL,    -- of the last entry appended
    pos   INTEGER NOT NULL     -- where the log has it
) STRICT;

CREATE TABLE log (
    pos   INTEGER PRIMARY KEY, -- 1, 2, 3...
    chain INTEGER NOT NULL,    -- chain.id; 0 for a redemption, which has none
    prev  INTEGER NOT NULL,    -- pos of the entry appended to the same chain before; 0 for none
    sum   INTEGER NOT NULL,    -- CRC-32C of entry
    entry BLOB    NOT NULL     -- in full form
) STRICT;

CREATE TABLE asked (
    id  TEXT    PRIMARY KEY, -- the question
    pos INTEGER NOT NULL     -- the entry that answered it
) STRICT, WITHOUT ROWID;

CREATE TABLE book (
    community BLOB NOT NULL
) STRICT;
