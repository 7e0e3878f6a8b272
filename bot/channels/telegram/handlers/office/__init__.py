"""Roles, the log of acts, figures."""
