"""Khu phố bot: answers the residents of one khu phố from what its committee wrote down."""
