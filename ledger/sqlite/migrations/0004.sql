-- Records that were let go of, as a base in snapshot stands for them: each row a run of positions.
-- Elsewhere the log has every position. What head and log say of the entry before may point into one.

CREATE TABLE gap (
    first INTEGER PRIMARY KEY,
    last  INTEGER NOT NULL
) STRICT;
