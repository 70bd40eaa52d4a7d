"""What can be asked of a visit: on line, and off line by batches."""
