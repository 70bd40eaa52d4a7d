"""Everything repairs can be asked to do: load, decide, save."""
