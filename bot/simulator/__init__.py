"""A small Telegram on loopback: the Bot API, people who chat with the bot, and controls for tests."""
