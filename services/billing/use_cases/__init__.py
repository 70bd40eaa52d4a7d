"""Everything billing can be asked to do: load, decide, save."""
