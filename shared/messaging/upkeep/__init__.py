"""What keeps the tables of the backbone in order: partitions, seals, readings for operators."""
