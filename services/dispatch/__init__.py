"""Dispatch: who goes to the customer, by when, and with what proof."""
