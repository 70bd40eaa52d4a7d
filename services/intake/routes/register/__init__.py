"""The contact register and complaints over HTTP."""
