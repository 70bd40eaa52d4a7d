"""A job, and what may happen to it, in the order in which it happens."""
