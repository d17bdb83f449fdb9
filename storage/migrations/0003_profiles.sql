-- What the profiles need: the gateway's own pictures, its lists, and which path was asked.

CREATE TABLE order_pictures (
    order_number TEXT PRIMARY KEY REFERENCES orders (number),
    png TEXT NOT NULL
) STRICT;

ALTER TABLE gateway_requests ADD COLUMN endpoint TEXT NOT NULL DEFAULT '';

-- The gateway's public lists, in its own words.
CREATE TABLE gateway_lists (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    read_at INTEGER NOT NULL
) STRICT;
