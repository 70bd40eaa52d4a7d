"""Lists and reports of follow-up, straight from tables to views."""
