"""Dispatch through its real doors on a real PostgreSQL."""
