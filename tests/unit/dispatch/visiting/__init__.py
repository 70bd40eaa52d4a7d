"""From the departure to the end of a visit."""
