"""Journeys of customers through five services."""
