"""`make bench`: what the system costs, measured side by side with the barest program that does the same, in one run."""
