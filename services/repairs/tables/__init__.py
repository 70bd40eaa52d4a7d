"""How repairs' things are stored; rows never leave the repository."""
