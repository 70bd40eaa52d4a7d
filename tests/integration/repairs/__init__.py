"""Repairs through their real doors."""
