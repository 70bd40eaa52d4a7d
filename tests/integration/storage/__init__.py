"""Tests of works and their group commit."""
