"""The contracts between the services: every event, declared once by its owner."""
