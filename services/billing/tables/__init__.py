"""How billing's things are stored; rows never leave the repository and the queries."""
