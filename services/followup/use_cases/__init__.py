"""Everything follow-up can be asked to do: load, decide, save."""
