-- Which language each chat is spoken to in: as somebody has chosen, or as Telegram says of the
-- person whose private chat it is.

CREATE TABLE languages (
    chat_id INTEGER PRIMARY KEY,
    language TEXT NOT NULL,
    is_chosen INTEGER NOT NULL CHECK (is_chosen IN (0, 1))
) STRICT;
