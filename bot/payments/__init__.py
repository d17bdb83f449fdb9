"""The heart: rules and use cases of the till, in the standard library alone."""
