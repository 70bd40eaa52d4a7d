"""Clocks: what is promised, what they tell, what becomes of them."""
