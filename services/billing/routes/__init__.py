"""Door 1: what people and programs can ask of billing."""
