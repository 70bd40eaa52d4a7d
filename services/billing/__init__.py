"""What it costs, whether the customer agrees, and where every yuan is."""
