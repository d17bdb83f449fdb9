-- What the admins of a group have set for it.

CREATE TABLE groups (
    chat_id INTEGER PRIMARY KEY,
    asset TEXT,
    admins_only INTEGER NOT NULL,
    in_private INTEGER NOT NULL,
    topic_id INTEGER
) STRICT;

-- Payments that may be told several in one message stand in a row of their own, so that they wait
-- for each other and neither hold up the cards of their chat nor are held up by them.
ALTER TABLE notices ADD COLUMN gathered INTEGER NOT NULL DEFAULT 0;

UPDATE notices SET gathered = 1
    WHERE closed_at IS NULL AND (kind = 'sale' OR (kind = 'receipt' AND chat_id < 0));

DROP INDEX notices_open;

CREATE INDEX notices_open ON notices (chat_id, gathered, id) WHERE closed_at IS NULL;
