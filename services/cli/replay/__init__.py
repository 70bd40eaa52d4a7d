"""A month of real calls, sent as tickets through the public API with a simulated clock."""
