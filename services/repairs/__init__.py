"""Repair register, receipts, and what goes to the factory and comes back."""
