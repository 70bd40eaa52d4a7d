"""Lists, straight from tables to views."""
