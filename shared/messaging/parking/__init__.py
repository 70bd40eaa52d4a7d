"""Events that could not be handled: they wait in order, are tried again, and operators decide about them."""
