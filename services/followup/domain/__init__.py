"""The rules of calls and contracts, in plain Python."""
