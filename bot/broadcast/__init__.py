"""Announcements on their way: who is next, how fast, what came of it, and what is due by the clock."""
