"""How follow-up's things are stored; rows never leave the repository."""
