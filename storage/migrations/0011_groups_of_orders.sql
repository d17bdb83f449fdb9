-- The group whose an order is, though its details may be shown in private: where it was asked for,
-- or where the invoice was issued that it pays.

ALTER TABLE orders ADD COLUMN group_id INTEGER;

UPDATE orders SET group_id = chat_id WHERE chat_id < 0;

UPDATE orders SET group_id = (SELECT chat_id FROM invoices WHERE invoices.number = orders.invoice AND invoices.chat_id < 0)
    WHERE invoice IS NOT NULL AND chat_id > 0;

-- Lists and reports of a group go by it, no more by the chat.

DROP INDEX orders_by_creation;

CREATE INDEX orders_by_creation ON orders (created_at, number, group_id);

DROP INDEX orders_by_settlement;

CREATE INDEX orders_by_settlement ON orders (settled_at, number, group_id) WHERE settled_at IS NOT NULL;

DROP INDEX orders_of_chat;

CREATE INDEX orders_of_group ON orders (group_id, created_at, number);

DROP INDEX orders_unsettled;

CREATE INDEX orders_unsettled ON orders (created_at, number, group_id, payer_id, state) WHERE state IN ('new', 'open', 'confirming');

DROP INDEX orders_short;

CREATE INDEX orders_short ON orders (created_at, number, group_id, payer_id, state) WHERE state = 'short';

DROP INDEX orders_late;

CREATE INDEX orders_late ON orders (created_at, number, group_id, payer_id, came_after) WHERE came_after IS NOT NULL;

DROP INDEX orders_paid_of_chat;

CREATE INDEX orders_paid_of_group ON orders (group_id, created_at, number) WHERE state = 'paid';

DROP INDEX orders_taken_in_chat;

CREATE INDEX orders_taken_in_group ON orders (group_id, settled_at) WHERE state = 'paid';

DROP INDEX orders_of_chat_and_amount;

CREATE INDEX orders_of_group_and_amount ON orders (group_id, amount, created_at, number);
