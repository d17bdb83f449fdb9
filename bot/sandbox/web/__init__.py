"""What the pages of the sandbox share: who may look at them, and how they stay up to date."""
