"""Load and save what repairs own."""
