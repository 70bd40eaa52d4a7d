"""What a period came to, and whether everything in it agrees."""
