"""Contracts between the services, and the plumbing they share; knows no service."""
