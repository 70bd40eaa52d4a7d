"""One set of tests that every transport of events must pass."""
