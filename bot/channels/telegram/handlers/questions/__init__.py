"""Votes, questions sent to the committee, and its mailbox."""
