"""Announcements: written, sent, corrected, and what residents do with them."""
