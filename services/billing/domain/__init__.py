"""The rules of prices, consent and cash, in plain Python."""
