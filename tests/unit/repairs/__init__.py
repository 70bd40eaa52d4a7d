"""The rules of repairs as tables."""
