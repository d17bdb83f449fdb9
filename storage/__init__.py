"""The till's memory: schema, migrations and SQL."""
