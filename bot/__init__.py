"""The front of a stablecoin till, as a Telegram bot."""
