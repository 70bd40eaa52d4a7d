"""Reading the feeds of other services: readers, the place in a feed, and how a feed is served."""
