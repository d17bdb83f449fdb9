-- Merchants' requests for money, the messages that show them, and the orders that pay them.

CREATE TABLE invoices (
    number TEXT PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    merchant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    asked_message_id INTEGER NOT NULL,
    token TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    network TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'cancelled', 'expired')),
    created_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    payer_id INTEGER,
    payer_name TEXT NOT NULL,
    is_multi INTEGER NOT NULL,
    until INTEGER,
    paid INTEGER NOT NULL,
    received INTEGER NOT NULL,
    reminded_at INTEGER
) STRICT;

CREATE INDEX invoices_newest ON invoices (created_at);

CREATE INDEX invoices_of_chat ON invoices (chat_id, created_at);

CREATE INDEX invoices_until ON invoices (until) WHERE state = 'open' AND until IS NOT NULL;

CREATE TABLE invoice_cards (
    id INTEGER PRIMARY KEY,
    invoice_number TEXT NOT NULL REFERENCES invoices (number),
    chat_id INTEGER NOT NULL,
    message_id INTEGER,
    inline_id TEXT UNIQUE
) STRICT;

CREATE INDEX invoice_cards_of_invoice ON invoice_cards (invoice_number);

CREATE INDEX invoice_cards_of_chat ON invoice_cards (chat_id);

ALTER TABLE orders ADD COLUMN invoice TEXT;

CREATE INDEX orders_of_invoice ON orders (invoice, created_at) WHERE invoice IS NOT NULL;

CREATE INDEX orders_live_of_invoice ON orders (invoice) WHERE invoice IS NOT NULL AND state IN ('new', 'open');

ALTER TABLE notices ADD COLUMN invoice_number TEXT;

ALTER TABLE notices ADD COLUMN card_id INTEGER;

CREATE INDEX notices_of_card ON notices (card_id) WHERE card_id IS NOT NULL AND closed_at IS NULL;
