"""The knowledge, changed by buttons, and its history."""
