"""What a request passes on its way to a route: the gate, and the short way behind it."""
