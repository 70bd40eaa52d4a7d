"""Everything intake can be asked to do: load, decide, save."""
