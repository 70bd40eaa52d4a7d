"""How intake's things are stored; rows never leave the repository."""
