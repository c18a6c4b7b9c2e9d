-- The ids under which entries were asked for, by position: whoever reads one entry finds its id
-- without going through all of them, and a new row stands at the end. That an id is used once the
-- book sees to, which knows them all.

CREATE TABLE question (
    pos INTEGER PRIMARY KEY, -- of the entry that answered it
    id  TEXT    NOT NULL
) STRICT;

INSERT INTO question (pos, id) SELECT pos, id FROM asked;

DROP TABLE asked;
