"""A local Telegram and a local BlockATM, for the demo and for tests.

Nothing here imports the till: both servers are written from the published documents alone, so
that the till and its sandbox cannot agree on the same mistake.
"""
