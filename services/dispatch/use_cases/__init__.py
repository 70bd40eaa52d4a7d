"""Everything dispatch can be asked to do: load, decide, save."""
