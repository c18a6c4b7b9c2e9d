-- What moves stands apart from what stays: a head row of a few bytes for each chain, hundreds on a
-- page, so that a hundred payments of a hundred people wear out three pages and not fifteen.

CREATE TABLE head (
    chain INTEGER PRIMARY KEY, -- chain.id
    seq   INTEGER NOT NULL,    -- of the last entry appended
    pos   INTEGER NOT NULL     -- where the log has it
) STRICT;

INSERT INTO head (chain, seq, pos) SELECT id, seq, pos FROM chain;

ALTER TABLE chain DROP COLUMN seq;
ALTER TABLE chain DROP COLUMN pos;
