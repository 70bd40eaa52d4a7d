"""Tests of timers on a real PostgreSQL."""
