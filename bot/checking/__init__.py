"""`python -m bot check`: looks at all that a till needs; it may know every part, as `app.py`."""
