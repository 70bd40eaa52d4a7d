"""How messages leave the house: what we need from a provider, the real ones, and a fake."""
