"""The story: a service department at work, told through the public API alone."""
