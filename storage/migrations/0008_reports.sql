-- Reports and exports go by the time at which orders were asked or paid.

CREATE INDEX orders_by_creation ON orders (created_at, number, chat_id);

CREATE INDEX orders_by_settlement ON orders (settled_at, number, chat_id) WHERE settled_at IS NOT NULL;

-- When each merchant is told of the day before; no minute means never. Days are ISO dates.
CREATE TABLE digests (
    person_id INTEGER PRIMARY KEY,
    minute_of_day INTEGER CHECK (minute_of_day BETWEEN 0 AND 1439),
    zone TEXT NOT NULL,
    last_day TEXT NOT NULL
) STRICT;
