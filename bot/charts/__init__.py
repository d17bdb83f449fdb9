"""Pictures of figures; matplotlib is loaded in a process of its own alone."""
