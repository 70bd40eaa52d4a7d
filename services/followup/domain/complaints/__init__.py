"""A complaint (chapter 8): the case itself, what is recorded of it, and the ladder it climbs."""
