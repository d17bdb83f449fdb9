-- Who earns with the till beside its owners.

CREATE TABLE merchants (
    person_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    added_by INTEGER NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;
