"""What followup announces, one module for each thing with a life of its own."""
