"""Tests of billing through its real doors."""
