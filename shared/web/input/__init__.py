"""What callers send, read strictly."""
