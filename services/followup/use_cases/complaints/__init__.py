"""How a complaint begins, who may see it, and what is done with it."""
