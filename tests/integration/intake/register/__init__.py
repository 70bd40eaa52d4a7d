"""The contact register through the real doors: who calls, what becomes of it, and what nobody else may read."""
