"""The gateway: signing, profiles, transport and budget."""
