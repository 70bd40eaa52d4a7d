"""Writes what the code says about itself: service cards, OpenAPI documents, `.env.example`."""
