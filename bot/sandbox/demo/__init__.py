"""The playground in the browser: people, their chats, a panel of troubles, and the real bot."""
