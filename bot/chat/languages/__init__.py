"""The languages that the bot speaks, and which of them it speaks to whom."""
