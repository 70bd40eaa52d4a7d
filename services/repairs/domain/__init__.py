"""The rules of repairs, in plain Python."""
