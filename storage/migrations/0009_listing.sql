-- Lists of orders, newest first: each page is read from an index, however many orders there are.
-- That of all orders is orders_by_creation, which reports go by too.

DROP INDEX orders_of_payer;

CREATE INDEX orders_of_payer ON orders (payer_id, created_at, number);

DROP INDEX orders_of_chat;

CREATE INDEX orders_of_chat ON orders (chat_id, created_at, number);

-- These tell by themselves whose an order is, so that the others need not be looked at.
CREATE INDEX orders_unsettled ON orders (created_at, number, chat_id, payer_id, state) WHERE state IN ('new', 'open', 'confirming');

CREATE INDEX orders_short ON orders (created_at, number, chat_id, payer_id, state) WHERE state = 'short';

CREATE INDEX orders_late ON orders (created_at, number, chat_id, payer_id, came_after) WHERE came_after IS NOT NULL;

CREATE INDEX orders_paid ON orders (created_at, number) WHERE state = 'paid';

CREATE INDEX orders_paid_of_chat ON orders (chat_id, created_at, number) WHERE state = 'paid';

CREATE INDEX orders_paid_of_payer ON orders (payer_id, created_at, number) WHERE state = 'paid';

-- What a group has taken on its last days.
CREATE INDEX orders_taken_in_chat ON orders (chat_id, settled_at) WHERE state = 'paid';

-- Orders are looked up by what was asked, by what arrived if that was something else, by transaction.
CREATE INDEX orders_of_amount ON orders (amount, created_at, number);

CREATE INDEX orders_of_chat_and_amount ON orders (chat_id, amount, created_at, number);

CREATE INDEX orders_of_payer_and_amount ON orders (payer_id, amount, created_at, number);

CREATE INDEX orders_received ON orders (received, created_at, number) WHERE received IS NOT NULL AND received != amount;

CREATE INDEX orders_transaction ON orders (lower(tx_hash)) WHERE tx_hash IS NOT NULL;
