"""Everything the bot says: HTML, escaped here, in English."""
