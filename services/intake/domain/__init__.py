"""The rules of intake in plain Python."""
