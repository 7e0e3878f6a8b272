"""What is done with each kind of update. `routes` says which handler gets which."""
