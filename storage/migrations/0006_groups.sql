-- What the admins of a group have set for it.

CREATE TABLE groups (
    chat_id INTEGER PRIMARY KEY,
    asset TEXT,
    admins_only INTEGER NOT NULL,
    in_private INTEGER NOT NULL,
    topic_id INTEGER
) STRICT;
