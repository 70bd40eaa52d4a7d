"""The keys that sign and verify tokens."""
