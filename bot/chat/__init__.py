"""Telegram: what is said, shown, heard and delivered."""
