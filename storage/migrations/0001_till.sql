-- Moments are milliseconds since 1970 UTC; amounts are millionths of a token.

CREATE TABLE orders (
    number TEXT PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    payer_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    asked_message_id INTEGER NOT NULL,
    token TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    network TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'new', 'open', 'confirming', 'short', 'paid', 'expired', 'cancelled', 'failed'
    )),
    created_at INTEGER NOT NULL,
    retry_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    deadline INTEGER,
    watched_until INTEGER,
    cashier_url TEXT,
    address TEXT,
    received INTEGER,
    settled_at INTEGER,
    card_message_id INTEGER,
    delay_told_at INTEGER
) STRICT;

-- Work that is due is found through partial indexes, so finished orders cost nothing.
CREATE INDEX orders_to_open ON orders (created_at) WHERE state = 'new';
CREATE INDEX orders_watched ON orders (created_at) WHERE watched_until IS NOT NULL;
CREATE INDEX orders_deadline ON orders (deadline) WHERE state = 'open';
CREATE INDEX orders_live ON orders (payer_id) WHERE state IN ('new', 'open');
CREATE INDEX orders_of_payer ON orders (payer_id, created_at);
CREATE INDEX orders_of_chat ON orders (chat_id);

-- Every name by which the gateway may speak of an order: the numbers we gave, its own.
CREATE TABLE gateway_names (
    name TEXT PRIMARY KEY,
    order_number TEXT NOT NULL REFERENCES orders (number)
) STRICT;

CREATE INDEX gateway_names_of_order ON gateway_names (order_number);

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    order_number TEXT NOT NULL REFERENCES orders (number),
    at INTEGER NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    cause TEXT NOT NULL,
    evidence TEXT NOT NULL
) STRICT;

CREATE INDEX history_of_order ON history (order_number);

CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    order_number TEXT REFERENCES orders (number),
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    closed_at INTEGER,
    fate TEXT
) STRICT;

CREATE INDEX notices_open ON notices (chat_id, id) WHERE closed_at IS NULL;
CREATE INDEX notices_due ON notices (due_at) WHERE closed_at IS NULL;
CREATE INDEX notices_closed ON notices (closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;

CREATE INDEX inbox_unfinished ON inbox (update_id) WHERE finished_at IS NULL;
CREATE INDEX inbox_finished ON inbox (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE gateway_requests (
    id INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE INDEX gateway_requests_ended ON gateway_requests (ended_at);

CREATE TABLE gateway_pause (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    until INTEGER NOT NULL,
    strikes INTEGER NOT NULL
) STRICT;
