"""How the things of dispatch are stored."""
