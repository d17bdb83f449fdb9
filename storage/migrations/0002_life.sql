-- The whole life of an order: why it is paid, what came late, what was made in its place.

ALTER TABLE orders ADD COLUMN settled_by TEXT;

ALTER TABLE orders ADD COLUMN came_after TEXT;

ALTER TABLE orders ADD COLUMN tx_hash TEXT;

ALTER TABLE orders ADD COLUMN oddities TEXT NOT NULL DEFAULT '';

ALTER TABLE orders ADD COLUMN claimed_at INTEGER;

ALTER TABLE orders ADD COLUMN recount_at INTEGER;

ALTER TABLE orders ADD COLUMN successor TEXT;

UPDATE orders SET settled_by = 'payment' WHERE state = 'paid';

ALTER TABLE history ADD COLUMN by_id INTEGER;

-- Paid orders are watched too, in case that more money comes; they do not hurry the sweeps.
DROP INDEX orders_watched;

CREATE INDEX orders_watched ON orders (created_at) WHERE watched_until IS NOT NULL AND state != 'paid';

CREATE INDEX orders_claimed ON orders (claimed_at) WHERE watched_until IS NOT NULL AND claimed_at IS NOT NULL AND state != 'paid';

CREATE INDEX orders_watched_until ON orders (watched_until) WHERE watched_until IS NOT NULL;

CREATE INDEX orders_recount ON orders (recount_at) WHERE state = 'open' AND recount_at IS NOT NULL;

-- Which kinds of notices a merchant does not want to hear.
CREATE TABLE muted (
    person_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT;
