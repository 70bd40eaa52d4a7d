"""By when an item is ready, and the clocks that say whether it is."""
