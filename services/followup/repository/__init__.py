"""Load and save follow-up's things; rows never leave here."""
